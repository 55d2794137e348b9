import { randomUUID } from 'node:crypto';
import { describe, expect } from 'vitest';
import { LOST_BEFORE_START } from '../../src/domain/reconcile.js';
import type { PausePoint } from '../../src/os/pause-point.js';
import type { ShellView } from '../../src/domain/shell-view.js';
import type { SupervisorClient } from '../../src/client/supervisor-client.js';
import { startShell } from '../../src/operations/start-shell.js';
import type { LatestSession, StartedShell, StartShellParams } from '../../src/protocol/requests.js';
import { locate } from '../../src/store/locations.js';
import { readLatestSession } from '../../src/store/project-index.js';
import { contextOf } from '../support/in-process.js';
import { startPausingSupervisor } from '../support/pause-supervisor.js';
import { type RawAnswer, RawClient } from '../support/raw-client.js';
import { startClaude } from '../support/start-claude.js';
import {
  countRuns,
  listRunning,
  listSpool,
  lockHolder,
  untilNothingPending,
} from '../support/state-files.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld, type World } from '../support/world.js';

const COMMAND = 'echo ran >>runs; echo ready; exec sleep 1000';
const START = ['bash', '-b', '--json', '--', COMMAND];

/** Each gap of a start, and what is found there when nobody is left to ask for it again. */
const POINTS: readonly [PausePoint, 'nothing' | 'lost' | 'running'][] = [
  ['start: nothing recorded', 'nothing'],
  ['start: manifest written', 'lost'],
  ['start: running record written', 'lost'],
  ['start: forked', 'running'],
  ['started: before the manifest', 'running'],
  ['started: before the answer', 'running'],
];

describe.each(POINTS)('a supervisor killed at "%s"', (point, found) => {
  verifies(
    'never-orphaned:start',
    `"${point}": its client gets one shell, from the next`,
    async () => {
      const world = await createWorld();
      const supervisor = await startPausingSupervisor(world, point);
      const client = startClaude(world, START);
      await supervisor.untilPaused();
      await supervisor.kill();

      const { exitCode, stdout, stderr } = await client.ended;
      expect(exitCode, stdout + stderr).toBe(0);
      const started = JSON.parse(stdout) as StartedShell;
      expect(started).toMatchObject({ shellId: 'bash_1', status: 'running', cwd: world.project });
      await expectOneShell(world, started);
    },
  );

  verifies('never-orphaned:start', `"${point}", its client too: ${found} is found`, async () => {
    const world = await createWorld();
    const supervisor = await startPausingSupervisor(world, point);
    const client = startClaude(world, START);
    await supervisor.untilPaused();
    await client.kill();
    await supervisor.kill();

    const listed = await world.claude(['bashes', '--all', '--json']);
    expect(listed).toMatchObject({ exitCode: 0, stderr: '' });
    const shells = JSON.parse(listed.stdout) as readonly ShellView[];
    if (found === 'running') {
      await expectOneShell(world, shells[0]);
      return;
    }
    const lost = { status: 'lost', exitCode: null, lostReason: LOST_BEFORE_START };
    expect(shells).toMatchObject(found === 'nothing' ? [] : [{ shellId: 'bash_1', ...lost }]);
    await waitUntil('no trace of it to be left', () => listRunning(world).length === 0);
    expect(listSpool(world)).toEqual([]);
    const next = await world.start('true');
    expect(next.shellId).toBe(found === 'nothing' ? 'bash_1' : 'bash_2');
    expect(countRuns(world)).toBe(0);
  });
});

verifies(
  'never-orphaned:idempotent',
  'one uid starts one shell, however often and whenever it is asked for',
  async () => {
    const world = await createWorld();
    const first = await startRaw(world, 'true'); // there has to be a supervisor
    const uid = 'aaaaaaaa-1111-2222-3333-444444444444';
    const ask = async (): Promise<unknown> => (await startRaw(world, COMMAND, uid)).result;
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers[0]).toMatchObject({ shellId: 'bash_2', status: 'running', uid });
    expect(answers).toEqual([answers[0], answers[0], answers[0]]);
    expect(first.error).toBeUndefined();

    await world.killSupervisor({ withGuard: true });
    await world.list();
    expect(await ask()).toEqual(answers[0]);
    await world.kill('bash_2');
    expect(await ask()).toMatchObject({ shellId: 'bash_2', status: 'killed' });
    await world.killSupervisor({ withGuard: true });
    await world.list();
    expect(await ask()).toMatchObject({ shellId: 'bash_2', status: 'killed' });
    expect(countRuns(world)).toBe(1);
  },
);

verifies(
  'never-orphaned:idempotent',
  'also when another session has become the latest meanwhile',
  async () => {
    const world = await createWorld();
    await startRaw(world, 'true');
    const uid = 'aaaaaaaa-1111-2222-3333-444444444444';
    const { result } = await startRaw(world, COMMAND, uid);
    await world.start('true', '--session', 'another');
    expect((await startRaw(world, COMMAND, uid)).result).toEqual(result);
    await waitUntil('the command to run', () => countRuns(world) > 0);
    expect(countRuns(world)).toBe(1);
  },
);

verifies(
  'never-orphaned:idempotent',
  'also when the run has ended, and another session has become the latest meanwhile',
  async () => {
    const world = await createWorld();
    const ask = rememberLatest(world);
    const { result } = await ask();
    await world.kill('bash_1');
    await untilNothingPending(world);
    const { shellId } = await world.start('true', '--session', 'another');
    expect(shellId).toBe('bash_1');
    expect((await ask()).result).toMatchObject({ ...(result as StartedShell), status: 'killed' });
    expect(countRuns(world)).toBe(1);
    expect(await world.list('--all')).toHaveLength(2);
  },
);

verifies(
  'never-orphaned:idempotent',
  'also when only the manifest knows of it, and another session has become the latest meanwhile',
  async () => {
    const world = await createWorld();
    await world.start('true', '--session', 'first');
    await world.claude(['supervisor', 'stop']);
    const supervisor = await startPausingSupervisor(world, 'start: manifest written');
    const ask = rememberLatest(world);
    void ask().catch(() => undefined); // it is not meant to be answered
    await supervisor.untilPaused();
    await supervisor.kill();

    await world.start('true', '--session', 'another');
    expect((await ask()).result).toMatchObject({ sessionId: 'first', shellId: 'bash_2' });
    await waitUntil('the command to run', () => countRuns(world) > 0);
    expect(await world.list('--all')).toHaveLength(3);
  },
);

verifies(
  'never-orphaned:idempotent',
  'a client tells once and for all which session it means',
  async () => {
    const world = await createWorld();
    const first = await world.start('true');
    const asked: StartShellParams[] = [];
    const supervisor = {
      request: (_method: string, params: StartShellParams) => {
        asked.push(params);
        return Promise.resolve({});
      },
    } as unknown as SupervisorClient;
    const context = contextOf(world, first);
    const session = { directory: world.project };
    await startShell({ ...context, supervisor, session }, { words: ['true'], set: {} });
    await world.start('true', '--session', 'another');
    await startShell({ ...context, supervisor, session }, { words: ['true'], set: {} });
    expect(asked.map(({ latest }) => latest?.sessionId)).toEqual([first.sessionId, 'another']);
  },
);

/** A client that asks again and again for one start, as it first did. */
function rememberLatest(world: World): () => Promise<RawAnswer> {
  const uid = randomUUID();
  const sessionId = readLatestSession(locate(world.home), world.project);
  const latest = { sessionId, newSessionId: randomUUID() };
  return async () => startRaw(world, COMMAND, uid, latest);
}

/** Asks for a start as a client does that chose this uid. */
async function startRaw(
  world: World,
  command: string,
  uid: string = randomUUID(),
  latest?: LatestSession,
): Promise<RawAnswer> {
  if (lockHolder(world) === undefined) await world.claude(['supervisor', 'start']);
  const client = await RawClient.open(world);
  const { PATH = '', SHELL = '' } = world.env;
  const environment = { PATH, SHELL, CLAUDE_SESSIONS_TEST: world.env['CLAUDE_SESSIONS_TEST'] };
  const session = { directory: world.project };
  const answer = await client.ask('start-shell', {
    session,
    latest,
    uid,
    command,
    set: {},
    environment,
    umask: 0o22,
  });
  client.close();
  return answer;
}

/** It runs, exactly once; it can be listed, read and killed. */
async function expectOneShell(
  world: World,
  shell: { readonly shellId: string; readonly pid: number | null } | undefined,
): Promise<void> {
  if (shell === undefined) throw new Error('there is no shell');
  const { shellId, pid } = shell;
  expect(pid).not.toBeNull();
  expect(await world.list('--all')).toMatchObject([{ shellId, pid, status: 'running' }]);
  const { output } = await world.output(shellId, '--wait', '20s');
  expect(output).toBe('ready\n');
  expect(await world.kill(shellId)).toMatchObject([{ status: 'killed', survivors: [] }]);
  expect(await world.list('--all')).toMatchObject([{ shellId, pid, status: 'killed' }]);
  expect(countRuns(world)).toBe(1);
}
