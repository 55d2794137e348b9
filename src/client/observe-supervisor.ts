import { SupervisorUnreachableError } from '../domain/errors.js';
import type { SeenSupervisor } from '../domain/checks/judge-supervisor.js';
import type { ProcessIdentity } from '../domain/process.js';
import { isErrno } from '../os/errno.js';
import { isAlive } from '../os/is-alive.js';
import { observePath } from '../os/observe-path.js';
import type { Locations } from '../store/locations.js';
import { readSupervisorLock } from '../store/supervisor-lock.js';
import { Connection, ConnectionLostError } from './connection.js';

/** One that is well answers within milliseconds. */
const ANSWER_WITHIN_MS = 700;

/**
 * Looks for a supervisor. Starts none, and says no `hello`, at which an older
 * one would make way.
 */
export async function observeSupervisor(locations: Locations): Promise<SeenSupervisor> {
  const status = await askStatus(locations.socket);
  if (status !== undefined) return { kind: 'answers', ...status };
  const holder = readLock(locations);
  const hasSocket = !['missing', 'hidden'].includes(observePath(locations.socket).kind);
  if (holder !== undefined && isAlive(holder))
    return { kind: 'silent', pid: holder.pid, hasSocket };
  return { kind: 'absent', hasSocket, hasLock: holder !== undefined };
}

async function askStatus(socket: string): Promise<{ pid: number; version: string } | undefined> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.open(socket);
    const { pid, version } = await connection.request('status', {}, ANSWER_WITHIN_MS);
    return pid === null || version === null ? undefined : { pid, version };
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ECONNREFUSED', 'ENOTDIR', 'EACCES', 'ENOTSOCK', 'ECONNRESET'))
      return undefined;
    if (error instanceof SupervisorUnreachableError || error instanceof ConnectionLostError)
      return undefined;
    throw error;
  } finally {
    connection?.close();
  }
}

/** `undefined` also where there is no state directory to hold a lock. */
function readLock(locations: Locations): ProcessIdentity | undefined {
  try {
    return readSupervisorLock(locations);
  } catch (error) {
    if (isErrno(error, 'ENOTDIR', 'EACCES', 'ELOOP', 'EISDIR')) return undefined;
    throw error;
  }
}
