import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { measurePairs, ratioRow, timeOf } from './measure-pairs.js';
import { commandLineOf, isRunning } from './read-processes.js';
import { waitUntil } from './wait-until.js';

const SHELLS = 200;
/** Not every sh becomes the last program of its command line by itself. */
const COMMAND = 'exec sleep 3600';
const RUNNING = 'sleep 3600';

/** 200 shells over one connection, asked for at once, against a loop that only forks. */
export const startMany = {
  name: 'start-many',
  async measure(stage) {
    const { claude, loop } = await measurePairs({
      claude: () => startShells(stage),
      loop: () => spawnInLoop(stage),
    });
    return [ratioRow(`start ${SHELLS} shells to a loop of spawn`, claude, loop, 1.5)];
  },
};

async function startShells(stage) {
  const home = await stage.openHome().start();
  let pids;
  const ms = await timeOf(async () => {
    const shells = await home.startShells(SHELLS, COMMAND);
    pids = shells.map(({ pid }) => pid);
    await waitUntil('all shells run', () => pids.every(runsCommand), { everyMs: 1 });
  });
  if (new Set(pids).size !== SHELLS) throw new Error('a shell was started twice');
  await home.close();
  return ms;
}

/** Each with a log of its own, detached, and seen to run its command. */
async function spawnInLoop(stage) {
  const directory = stage.makeDirectory('logs');
  const children = [];
  const ms = await timeOf(async () => {
    for (let i = 0; i < SHELLS; i += 1) {
      const log = openSync(join(directory, `${i}.log`), 'a', 0o600);
      const options = { detached: true, stdio: ['ignore', log, log], env: stage.environment };
      children.push(spawn('/bin/sh', ['-c', COMMAND], options));
      closeSync(log);
    }
    const pids = children.map(({ pid }) => pid);
    await waitUntil('all commands run', () => pids.every(runsCommand), { everyMs: 1 });
  });
  for (const child of children) child.kill('SIGKILL');
  await waitUntil('the commands have ended', () => !children.some(({ pid }) => isRunning(pid)));
  return ms;
}

function runsCommand(pid) {
  return isRunning(pid) && commandLineOf(pid) === RUNNING;
}
