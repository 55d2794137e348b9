import { setTimeout as delay } from 'node:timers/promises';
import { ConnectionLostError } from '../client/connection.js';
import { SupervisorUnreachableError } from '../domain/errors.js';
import type { SupervisorStatus } from '../protocol/requests.js';
import { isAlive } from '../os/is-alive.js';
import { readSupervisorLock, releaseDeadLock } from '../store/supervisor-lock.js';
import { readSupervisorLog } from '../store/supervisor-log.js';
import type { Context } from './context.js';

/** How long a supervisor may take to be gone. */
const GONE_WITHIN_MS = 10_000;

/** Tells whether a supervisor runs, and what it is; starts none. */
export async function supervisorStatus({
  supervisor,
  locations,
}: Context): Promise<SupervisorStatus> {
  if (await supervisor.isRunning()) return supervisor.request('status', {});
  return {
    running: false,
    pid: null,
    version: null,
    uptimeSeconds: null,
    shells: 0,
    memory: null,
    socket: locations.socket,
  };
}

/** Starts a supervisor if there is none; every other command does so by itself. */
export async function startSupervisor({ supervisor }: Context): Promise<SupervisorStatus> {
  return supervisor.request('status', {});
}

/**
 * Ends the supervisor, and waits until it is gone. No shell is touched.
 *
 * @returns Whether there was one.
 */
export async function stopSupervisor({ supervisor, locations }: Context): Promise<boolean> {
  const holder = readSupervisorLock(locations);
  const isStarting = holder !== undefined && isAlive(holder);
  if (!isStarting && !(await supervisor.isRunning())) {
    // One that was killed may have a guard that waits to start the next: a lock let go of tells it not to.
    await releaseDeadLock(locations, isAlive);
    return false;
  }
  try {
    await supervisor.request('stop', {}, { isLastWord: true });
  } catch (error) {
    if (!(error instanceof ConnectionLostError)) throw error;
  }
  const deadline = Date.now() + GONE_WITHIN_MS;
  while (holder !== undefined && isAlive(holder)) {
    if (Date.now() > deadline)
      throw new SupervisorUnreachableError('The supervisor said that it would stop, and has not.');
    await delay(20);
  }
  return true;
}

/** The last lines of its log, oldest first. */
export function supervisorLog({ locations }: Context, lines: number): string[] {
  return readSupervisorLog(locations.supervisorLog, lines);
}
