import { rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionId } from '../domain/ids.js';
import { isErrno } from '../os/errno.js';
import { listDirectory } from './list-directory.js';
import { type Locations, outputDirectory, sessionDirectory } from './locations.js';
import { readRunningRecords } from './running-records.js';

/** What `replaceFile` leaves of a first manifest when it is interrupted. */
const UNFINISHED_MANIFEST = /^manifest\.json\..*\.tmp$/;

/**
 * Removes the folder of a session that was only just being made when the
 * supervisor died: without manifest, output or anything else, it is none.
 *
 * @returns Whether it was one, and has been removed.
 */
export function removeUnusedSession(locations: Locations, sessionId: SessionId): boolean {
  const runs = readRunningRecords(locations).some((record) =>
    record.sessionIds.includes(sessionId),
  );
  if (runs) return false;
  const folder = sessionDirectory(locations, sessionId);
  const names = listDirectory(folder);
  if (!names.every((name) => name === 'output' || UNFINISHED_MANIFEST.test(name))) return false;
  try {
    // None that holds anything is removed so.
    if (names.includes('output')) rmdirSync(outputDirectory(locations, sessionId));
    for (const name of names) rmSync(join(folder, name), { force: true });
    rmdirSync(folder);
    return true;
  } catch (error) {
    if (isErrno(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EACCES', 'EPERM')) return false;
    throw error;
  }
}
