import { spawn } from 'node:child_process';
import { describe, expect, onTestFinished } from 'vitest';
import { childrenOf, readStat } from '../support/read-proc.js';
import { editShell, listRunning, listSpool } from '../support/state-files.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld, isThere, killNow, type World } from '../support/world.js';

const ANOTHER_BOOT = '00000000-0000-0000-0000-000000000000';
const RESTARTED = {
  status: 'lost',
  exitCode: null,
  signal: null,
  lostReason: 'the machine was restarted',
};

verifies(
  'never-invented',
  'after a restart of the machine every shell is lost, and says so',
  async () => {
    const world = await createWorld();
    for (let count = 0; count < 3; count += 1) await world.start('exec sleep 1000');
    const shells = await endEverything(world);
    for (const { sessionId, shellId } of shells)
      editShell(world, sessionId, shellId, { bootId: ANOTHER_BOOT });

    expect(await world.list()).toMatchObject([RESTARTED, RESTARTED, RESTARTED]);
    expect([...listRunning(world), ...listSpool(world)]).toEqual([]);
    expect(await world.kill('bash_1')).toMatchObject([{ status: 'lost', survivors: [] }]);
    expect(await world.json(['wait', 'bash_1'], 1)).toMatchObject([RESTARTED]);
    expect((await world.start('exec sleep 1000')).shellId).toBe('bash_4');
  },
);

interface Recycled {
  readonly what: string;
  readonly differs: (startTicks: number) => { startTicks: number; bootId?: string };
  readonly lost: object;
}

/** A live process has the recorded pid, and is another one all the same. */
const RECYCLED: readonly Recycled[] = [
  {
    what: 'started at another time',
    differs: (startTicks) => ({ startTicks: startTicks - 1 }),
    lost: { ...RESTARTED, lostReason: expect.stringContaining('shim') as unknown },
  },
  {
    what: 'started at the same time of another boot',
    differs: (startTicks) => ({ startTicks, bootId: ANOTHER_BOOT }),
    lost: RESTARTED,
  },
];

describe.each(RECYCLED)('a process with the recorded pid, $what', ({ what, differs, lost }) => {
  verifies('kill:identity', `${what}: not reported as running, not signalled`, async () => {
    const world = await createWorld();
    for (let count = 0; count < 4; count += 1) await world.start('exec sleep 1000');
    const foreign = (await endEverything(world)).map(({ sessionId, shellId }) => {
      const pid = startForeign();
      editShell(world, sessionId, shellId, { pid, ...differs(ticksOf(pid)) });
      return pid;
    });

    // The first of them is asked of a supervisor that has looked at nothing else so far.
    await world.claude(['kill', 'bash_1']);
    await world.claude(['kill', 'bash_2', '--grace', '0ms']);
    await world.claude(['kill', 'bash_3', '--signal', 'KILL']);
    await world.claude(['kill', '--all']);
    expect(foreign.filter(isThere)).toEqual(foreign);
    const expected = { pid: null, ...lost };
    expect(await world.list()).toMatchObject([expected, expected, expected, expected]);
    expect((await world.inspect('bash_1')).processes).toEqual([]);
    expect(foreign.filter(isThere)).toEqual(foreign);
  });
});

verifies(
  'kill:identity',
  'a pid that was taken while the supervisor lived is not signalled',
  async () => {
    const world = await createWorld();
    await world.start('exec sleep 1000');
    const [shell] = await endEverything(world);
    if (shell === undefined) throw new Error('it does not run');
    const foreign = startForeign();
    const { sessionId, shellId } = shell;
    editShell(world, sessionId, shellId, { pid: foreign, startTicks: ticksOf(foreign) });
    // So far it is what was recorded, and therefore believed.
    expect(await world.list()).toMatchObject([{ shellId, status: 'running', pid: foreign }]);
    killNow(foreign);
    await waitUntil('it to be gone', () => !isThere(foreign));
    expect(await world.list()).toMatchObject([{ shellId, status: 'lost', pid: null }]);
  },
);

verifies('kill:identity', 'a zombie is dead', async () => {
  const world = await createWorld();
  // Becomes a zombie: its parent has become a program that waits for nothing.
  const { shellId, pid } = await world.start('sleep 0.2 & exec sleep 1000');
  const isZombie = (child: number): boolean => readStat(child)?.state === 'Z';
  await waitUntil('the zombie', () => childrenOf(pid ?? 0).some(isZombie));
  const { processes } = await world.inspect(shellId);
  expect(processes.map((process) => process.pid)).toEqual([pid]);
  expect(await world.kill(shellId)).toMatchObject([{ status: 'killed', survivors: [] }]);
});

/** Supervisor, guard, shells and shims are gone, and have left nothing in the spool: as after a power cut. */
async function endEverything(world: World) {
  const shells = await world.list();
  await world.killSupervisor({ withGuard: true });
  // The shims first: they would record an end.
  const shims = world.processesMatching('shim.sh');
  [...shims, ...world.processesMatching('cat'), ...world.processes()].forEach(killNow);
  await waitUntil('everything to be gone', () => world.processes().length === 0);
  return shells;
}

/** A process that is none of ours. */
function startForeign(): number {
  const child = spawn('sleep', ['1000'], { stdio: 'ignore', env: { PATH: process.env['PATH'] } });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.pid === undefined) throw new Error('it could not be started');
  return child.pid;
}

function ticksOf(pid: number): number {
  return readStat(pid)?.startTicks ?? 0;
}
