import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isSessionId, type SessionId } from '../domain/ids.js';
import { isErrno } from '../os/errno.js';
import { type Locations, projectPath } from './locations.js';

/**
 * Which session of a directory was active last. A cache of what the manifests
 * say, one small file a directory, so that nobody reads every session to learn it.
 *
 * @returns `undefined` where the cache knows none.
 */
export function readLatestSession(locations: Locations, directory: string): SessionId | undefined {
  try {
    const value = JSON.parse(readFileSync(projectPath(locations, directory), 'utf8')) as {
      directory?: unknown;
      sessionId?: unknown;
    };
    const { sessionId } = value;
    if (value.directory !== directory || typeof sessionId !== 'string') return undefined;
    return isSessionId(sessionId) ? sessionId : undefined;
  } catch (error) {
    // Where the state directory itself is at fault, whoever writes to it says so.
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP') || error instanceof SyntaxError)
      return undefined;
    throw error;
  }
}

/** Not synced: what is lost in a power cut is rebuilt from the manifests. */
export function writeLatestSession(
  locations: Locations,
  directory: string,
  sessionId: SessionId,
): void {
  const path = projectPath(locations, directory);
  const temporary = `${path}.tmp`;
  mkdirSync(locations.projects, { recursive: true, mode: 0o700 });
  writeFileSync(temporary, `${JSON.stringify({ directory, sessionId })}\n`, { mode: 0o600 });
  renameSync(temporary, path);
}

/** False on a machine where the cache was never built, or was removed to have it built anew. */
export function hasProjectIndex(locations: Locations): boolean {
  return existsSync(locations.projects);
}
