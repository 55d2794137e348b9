import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { StartedShell } from '../../src/protocol/requests.js';
import { countConnections } from '../support/raw-client.js';
import { currentBootId, isStopped, readStat } from '../support/read-proc.js';
import { startClaude } from '../support/start-claude.js';
import { countRuns, lockHolder, lockPath, socketPath } from '../support/state-files.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld, isThere, type World } from '../support/world.js';

describe.each([2, 10])('%d clients at once', (count) => {
  verifies(
    'supervisor:one',
    `${count} clients on a cold machine start one, which answers all`,
    async () => {
      const world = await createWorld();
      const line = 'echo ran >>runs; exec sleep 1000';
      const clients = Array.from({ length: count }, () =>
        startClaude(world, ['bash', '-b', '--json', '--', line]),
      );
      const runs = await Promise.all(clients.map(({ ended }) => ended));
      for (const { exitCode, stdout, stderr } of runs) expect(exitCode, stdout + stderr).toBe(0);

      const started = runs.map(({ stdout }) => JSON.parse(stdout) as StartedShell);
      const expected = Array.from({ length: count }, (_, index) => `bash_${index + 1}`);
      expect(new Set(started.map(({ shellId }) => shellId))).toEqual(new Set(expected));
      expect(new Set(started.map(({ sessionId }) => sessionId)).size).toBe(1);
      expect(countRuns(world)).toBe(count);
      await expectOneSupervisor(world);
      expect(starts(world)).toHaveLength(1);
    },
  );
});

/** What a supervisor that died may have left, or somebody else have put, in its place. */
const LEFT_BEHIND: readonly { what: string; leave: (world: World) => void }[] = [
  { what: 'a socket on which nobody listens', leave: () => undefined },
  {
    what: 'a plain file in place of the socket',
    leave: (world) => {
      replace(socketPath(world), 'x');
    },
  },
  {
    what: 'no socket',
    leave: (world) => {
      rmSync(socketPath(world));
    },
  },
  {
    what: 'no lock',
    leave: (world) => {
      rmSync(lockPath(world));
    },
  },
  {
    what: 'an empty lock',
    leave: (world) => {
      replace(lockPath(world), '');
    },
  },
  {
    what: 'a lock of NULs',
    leave: (world) => {
      replace(lockPath(world), '\0'.repeat(80));
    },
  },
  {
    what: 'half a lock',
    leave: (world) => {
      replace(lockPath(world), '{"pid":1,"startTi');
    },
  },
  {
    what: 'a lock without a record',
    leave: (world) => {
      replace(lockPath(world), 'null');
    },
  },
  {
    what: 'a lock with the wrong fields',
    leave: (world) => {
      replace(lockPath(world), '{"pid":"1"}');
    },
  },
  {
    what: 'a lock that names a foreign process, which lives',
    leave: (world) => {
      lock(world, { startTicks: ownTicks() + 1 });
    },
  },
  {
    what: 'a lock from before the machine was restarted',
    leave: (world) => {
      lock(world, { bootId: '00000000-0000-0000-0000-000000000000' });
    },
  },
  {
    what: 'one that died while it took the lock',
    leave: (world) => {
      mkdirSync(`${lockPath(world)}.taking`);
    },
  },
];

verifies(
  'supervisor:stale',
  'the next one starts, whatever it finds, and has the shells',
  async () => {
    const world = await createWorld();
    const { pid } = await world.start('exec sleep 1000');
    for (const { what, leave } of LEFT_BEHIND) {
      await world.killSupervisor({ withGuard: true });
      leave(world);

      const [shell] = await world.list();
      expect(shell, what).toMatchObject({ shellId: 'bash_1', status: 'running', pid });
      await expectOneSupervisor(world);
      expect(lockHolder(world), what).toBe((await world.supervisor()).pid);
    }
  },
);

verifies(
  'supervisor:stale',
  'a socket that was removed is made anew by the supervisor that lives',
  async () => {
    const world = await createWorld();
    await world.start('exec sleep 1000');
    const { pid } = await world.supervisor();
    rmSync(socketPath(world));
    const began = Date.now();
    expect(await world.list()).toMatchObject([{ shellId: 'bash_1', status: 'running' }]);
    expect(Date.now() - began).toBeLessThan(15_000);
    expect((await world.supervisor()).pid).toBe(pid);
    await expectOneSupervisor(world);
  },
);

verifies(
  'supervisor:stale',
  'a client that hangs does not keep a removed socket from being made anew',
  async () => {
    const world = await createWorld();
    await world.start('exec sleep 1000');
    const { pid } = await world.supervisor();
    const hanging = startClaude(world, ['wait', 'bash_1']);
    await waitUntil('it to be connected', () => countConnections(world) > 0, 20_000);
    process.kill(hanging.pid, 'SIGSTOP');
    rmSync(socketPath(world));
    expect(await world.list()).toMatchObject([{ shellId: 'bash_1', status: 'running' }]);
    expect((await world.supervisor()).pid).toBe(pid);
    await hanging.kill();
  },
);

verifies(
  'supervisor:stale',
  'a supervisor that hangs is given up on, with a hint; when it goes on, so does all',
  async () => {
    const world = await createWorld();
    await world.start('exec sleep 1000');
    const { pid } = await world.supervisor();
    if (pid === null) throw new Error('there is no supervisor');
    process.kill(pid, 'SIGSTOP');
    await waitUntil('it to stop', () => isStopped(pid));
    // Takes 15 s: the time that a supervisor may take to start and to say hello.
    const run = await world.claude(['bashes', '--json']);
    expect(run.exitCode).toBe(5);
    expect(JSON.parse(run.stdout)).toMatchObject({
      error: {
        code: 'SUPERVISOR_UNREACHABLE',
        hint: expect.stringMatching(/supervisor status/) as unknown,
      },
    });
    process.kill(pid, 'SIGCONT');
    expect(await world.list()).toMatchObject([{ shellId: 'bash_1', status: 'running' }]);
    expect((await world.supervisor()).pid).toBe(pid);
  },
);

function replace(path: string, text: string): void {
  rmSync(path);
  writeFileSync(path, text, { mode: 0o600 });
}

/** Names this very process, but for what is changed: it lives, and is no supervisor. */
function lock(world: World, change: Partial<{ startTicks: number; bootId: string }>): void {
  const self = { pid: process.pid, startTicks: ownTicks(), bootId: currentBootId() };
  replace(lockPath(world), JSON.stringify({ ...self, ...change }));
}

function ownTicks(): number {
  return readStat(process.pid)?.startTicks ?? 0;
}

/** Those that lost the race have ended. */
async function expectOneSupervisor(world: World): Promise<void> {
  const supervisors = (): number[] =>
    world
      .processesMatching('supervisor.cjs')
      .filter((pid) => !world.processesMatching('guard.sh').includes(pid));
  await waitUntil('one supervisor to be left', () => supervisors().length <= 1);
  expect(supervisors()).toEqual([lockHolder(world)]);
  expect(supervisors().every(isThere)).toBe(true);
}

/** Lines of the log that tell of a start. */
function starts(world: World): string[] {
  const log = readFileSync(join(world.home, 'supervisor.log'), 'utf8');
  return log.split('\n').filter((line) => line.includes(' starts'));
}
