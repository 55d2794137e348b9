import { isRunning, pidsWithEnvironment } from './read-processes.js';
import { waitUntil } from './wait-until.js';

/**
 * Kills every process that was started with `mark` in its environment, until
 * none is left: the paths of a stage stand in nobody's environment but of what
 * it has started.
 *
 * @returns How many there were.
 */
export async function endMarked(mark) {
  const killed = new Set();
  await waitUntil(`nothing runs with ${mark}`, () => {
    const pids = pidsWithEnvironment(mark).filter(isRunning);
    for (const pid of pids) killIfThere(pid);
    for (const pid of pids) killed.add(pid);
    return pids.length === 0;
  });
  return killed.size;
}

function killIfThere(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
