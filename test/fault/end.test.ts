import { describe, expect } from 'vitest';
import type { PausePoint } from '../../src/os/pause-point.js';
import type { KilledShell } from '../../src/protocol/requests.js';
import { startPausingSupervisor } from '../support/pause-supervisor.js';
import { countConnections } from '../support/raw-client.js';
import { startClaude } from '../support/start-claude.js';
import {
  countRuns,
  letGo,
  listSpool,
  lockHolder,
  untilNothingPending,
  WAITS_FOR_GO,
} from '../support/state-files.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld, isThere } from '../support/world.js';

const EXIT_POINTS: readonly PausePoint[] = [
  'exited: before the manifest',
  'exited: before the spool is emptied',
  'exited: before the running record is removed',
];

describe.each(EXIT_POINTS)('a supervisor killed at "%s"', (point) => {
  verifies(
    'never-lost:exit',
    `"${point}": the next one has the exit status and the output`,
    async () => {
      const world = await createWorld();
      const supervisor = await startPausingSupervisor(world, point);
      const { pid } = await world.start(`${WAITS_FOR_GO}; echo ran >>runs; echo last; exit 3`);
      letGo(world);
      await supervisor.untilPaused();
      await supervisor.kill();

      const ended = { shellId: 'bash_1', status: 'failed', pid, exitCode: 3, signal: null };
      expect(await world.list()).toMatchObject([ended]);
      expect(await world.output('bash_1')).toMatchObject({ output: 'last\n', exitCode: 3 });
      await untilNothingPending(world);

      // What was taken down holds for every supervisor after it.
      await world.killSupervisor({ withGuard: true });
      expect(await world.list()).toMatchObject([ended]);
      expect(await world.output('bash_1')).toMatchObject({ output: '' });
      expect(countRuns(world)).toBe(1);
    },
  );
});

const KILL_POINTS: readonly PausePoint[] = ['kill: requested', 'kill: signalled'];
const KILLED = { shellId: 'bash_1', status: 'killed', exitCode: 143, signal: 'SIGTERM' };

describe.each(KILL_POINTS)('a supervisor killed at "%s"', (point) => {
  verifies('never-lost:exit', `"${point}": the next one ends the kill`, async () => {
    const world = await createWorld();
    const supervisor = await startPausingSupervisor(world, point);
    const { pid } = await world.start('exec sleep 1000');
    const client = startClaude(world, ['kill', 'bash_1', '--json']);
    await supervisor.untilPaused();
    await supervisor.kill();

    const { exitCode, stdout, stderr } = await client.ended;
    expect(exitCode, stdout + stderr).toBe(0);
    expect(JSON.parse(stdout) as KilledShell[]).toMatchObject([{ ...KILLED, survivors: [] }]);
    expect(isThere(pid ?? 0)).toBe(false);
    expect(await world.list()).toMatchObject([{ ...KILLED, pid }]);
    await untilNothingPending(world);
  });

  verifies('never-lost:exit', `"${point}", its client too: the request is remembered`, async () => {
    const world = await createWorld();
    const supervisor = await startPausingSupervisor(world, point);
    const { pid } = await world.start('exec sleep 1000');
    const client = startClaude(world, ['kill', 'bash_1']);
    await supervisor.untilPaused();
    await client.kill();
    await supervisor.kill();

    if (point === 'kill: requested') {
      expect(await world.list()).toMatchObject([{ shellId: 'bash_1', status: 'running', pid }]);
      process.kill(pid ?? 0, 'SIGTERM');
      await world.claude(['wait', 'bash_1']);
    }
    expect(await world.list()).toMatchObject([{ ...KILLED, pid }]);
    await untilNothingPending(world);
  });
});

const ENDS: readonly { command: string; as: object }[] = [
  { command: 'exit 0', as: { status: 'completed', exitCode: 0, signal: null } },
  { command: 'exit 3', as: { status: 'failed', exitCode: 3, signal: null } },
  { command: 'kill -TERM $$', as: { status: 'failed', exitCode: 143, signal: 'SIGTERM' } },
  { command: 'kill -SEGV $$', as: { status: 'failed', exitCode: 139, signal: 'SIGSEGV' } },
  { command: 'kill -KILL $$', as: { status: 'failed', exitCode: 137, signal: 'SIGKILL' } },
];

verifies('never-lost:exit', 'an end that no supervisor sees is recorded as it was', async () => {
  const world = await createWorld();
  for (const { command } of ENDS) await world.start(`${WAITS_FOR_GO}; echo last; ${command}`);
  await world.killSupervisor({ withGuard: true });
  letGo(world);
  const areDrained = (): boolean =>
    listSpool(world).filter((name) => name.endsWith('.drained')).length === ENDS.length;
  await waitUntil('every shim to record its end', areDrained, 20_000);

  // The next supervisor takes it down before anybody asks.
  await world.claude(['supervisor', 'start']);
  await untilNothingPending(world);
  const shells = [...(await world.list())];
  const byId = shells.sort((a, b) => a.shellId.localeCompare(b.shellId));
  expect(byId).toMatchObject(ENDS.map(({ as }) => as));
  for (const { shellId } of byId) expect((await world.output(shellId)).output).toBe('last\n');
});

verifies(
  'never-lost:exit',
  'a kill that no supervisor lives to see out is no invented end',
  async () => {
    const world = await createWorld();
    const { pid } = await world.start('exec sleep 1000');
    await world.killSupervisor({ withGuard: true });
    process.kill(pid ?? 0, 'SIGKILL');
    await waitUntil('its shim to record its end', () =>
      listSpool(world).join().includes('.exited'),
    );
    // Nobody asked us to: it failed.
    expect(await world.kill('bash_1')).toMatchObject([{ status: 'failed', exitCode: 137 }]);
  },
);

verifies('never-lost:exit', 'a wait lasts over the death of two supervisors', async () => {
  const world = await createWorld();
  await world.start(`${WAITS_FOR_GO}; exit 3`);
  const waiting = startClaude(world, ['wait', 'bash_1', '--json']);
  for (let deaths = 1; deaths <= 2; deaths += 1) {
    await waitUntil('the client to wait', () => countConnections(world) > 0, 20_000);
    const before = lockHolder(world);
    await world.killSupervisor({ withGuard: true });
    await waitUntil('the next supervisor', () => lockHolder(world) !== before, 20_000);
  }
  letGo(world);

  const { exitCode, stdout } = await waiting.ended;
  expect(JSON.parse(stdout)).toMatchObject([{ shellId: 'bash_1', status: 'failed' }]);
  expect(exitCode).toBe(3);
});
