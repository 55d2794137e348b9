import { parseArgs } from 'node:util';
import { ExpectedError } from '../domain/errors.js';
import { closeInheritedDescriptors } from '../os/inherited-descriptors.js';
import { isAlive } from '../os/is-alive.js';
import { platform } from '../os/platform.js';
import { releaseStandardError } from '../os/standard-error.js';
import { locate, type Locations } from '../store/locations.js';
import { ensurePrivateDirectory } from '../store/private-directory.js';
import { isSupervisorLockReleased, takeSupervisorLock } from '../store/supervisor-lock.js';
import { SupervisorLog } from '../store/supervisor-log.js';
import { runSupervisor } from './run-supervisor.js';

/**
 * Becomes the supervisor of this user, unless there is one already: then ends
 * with exit code 0. Standard error is closed once it answers on its socket;
 * before that, a failure to start is printed there as `{code, message, hint}`.
 *
 * @param argv - `--deaths N`: how many supervisors died uncleanly before this one.
 */
export async function run(argv: string[]): Promise<void> {
  // First of all: whoever started us may wait for the other ends of what we inherited.
  closeInheritedDescriptors();
  process.umask(0o077);
  const { values } = parseArgs({ args: argv, options: { deaths: { type: 'string' } } });
  try {
    const locations = locate(process.env['CLAUDE_SESSIONS_HOME']);
    makeDirectories(locations);
    process.chdir(locations.state);
    // Its guard took its time: another one was there meanwhile, and was told to stop.
    if (values.deaths !== undefined && isSupervisorLockReleased(locations)) return;
    const self = platform.identifyProcess(process.pid);
    if (self === undefined) throw new Error('this process cannot be found in the process table');
    const holder = await takeSupervisorLock(locations, self, isAlive);
    if (holder !== undefined) return;
    const log = new SupervisorLog(locations.supervisorLog);
    crashWithNote(log);
    await runSupervisor(locations, log, Number(values.deaths ?? 0));
    releaseStandardError();
  } catch (error) {
    process.stderr.write(`${JSON.stringify(describe(error))}\n`);
    process.exitCode = 1;
  }
}

function makeDirectories(locations: Locations): void {
  const { config, state, runtime, sessions, running, spool } = locations;
  for (const path of [config, state, runtime, sessions, running, spool])
    ensurePrivateDirectory(path);
}

/** A bug ends the process, and the guard starts the next one: the log says why. */
function crashWithNote(log: SupervisorLog): void {
  process.on('uncaughtExceptionMonitor', (error) => {
    log.write(`crashed: ${error.stack ?? error.message}`);
  });
}

function describe(error: unknown): { code: string; message: string; hint: string } {
  if (error instanceof ExpectedError) {
    const { code, message, hint } = error;
    return { code, message, hint };
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return {
      code: 'DISK_FULL',
      message: 'There is no space for the state of the supervisor.',
      hint: 'Free some disk space and try again.',
    };
  }
  return {
    code: 'SUPERVISOR_START_FAILED',
    message: `The supervisor could not start: ${message}`,
    hint: 'See "claude supervisor logs"; run "claude supervisor start" to try again.',
  };
}
