import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PausePoint } from '../../src/os/pause-point.js';
import { startPausingSupervisor } from '../support/pause-supervisor.js';
import { isStopped } from '../support/read-proc.js';
import { countRuns } from '../support/state-files.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld, type World } from '../support/world.js';

const COMMAND = 'echo ran >>runs; exec sleep 600';

/** Each gap of a restart that a watched file brings about, in its order. */
const POINTS: readonly PausePoint[] = [
  'kill: requested',
  'kill: signalled',
  'exited: before the manifest',
  'exited: before the spool is emptied',
  'exited: before the running record is removed',
  'start: running record written',
  'start: forked',
  'started: before the manifest',
  'started: before the answer',
];

describe.each(POINTS)('a supervisor killed during a watch restart, at "%s"', (point) => {
  test('the shell runs again, once', async () => {
    const world = await createWorld();
    const file = join(world.project, 'watched.txt');
    writeFileSync(file, '');
    await world.start(COMMAND, '--watch', file);
    await waitUntil('the first run', () => countRuns(world) === 1);
    await world.killSupervisor({ withGuard: true });

    const supervisor = await startPausingSupervisor(world, point);
    // Nothing says when it has begun to watch.
    await waitUntil(`"${point}"`, () => {
      if (isStopped(supervisor.pid)) return true;
      appendFileSync(file, 'x');
      return false;
    });
    await supervisor.kill();

    await world.claude(['supervisor', 'start']);
    await expectOneRunning(world);
    expect((await world.inspect('bash_1')).history[0]).toMatchObject({ endReason: 'watch' });
    // Nobody watched while nobody was there; now somebody does.
    const runs = countRuns(world);
    await waitUntil('another run after another change', () => {
      appendFileSync(file, 'x');
      return countRuns(world) > runs;
    });
  });
});

/** Whatever has come in between: one command runs, and it is the one that the manifest names. */
async function expectOneRunning(world: World): Promise<void> {
  await waitUntil('it to run again', async () => {
    const { status, runs } = await world.inspect('bash_1');
    return status === 'running' && runs >= 2 && countRuns(world) >= 2;
  });
  const { pid } = await world.inspect('bash_1');
  await waitUntil('one command to run', () => {
    const pids = world.processesMatching('sleep 600');
    return pids.length === 1 && pids[0] === pid;
  });
}
