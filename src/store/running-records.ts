import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isShellUid, parseSessionId, parseShellId, type ShellUid } from '../domain/ids.js';
import type { RunningRecord } from '../domain/shell.js';
import { isErrno } from '../os/errno.js';
import { type Locations, runningPath } from './locations.js';
import { syncPath } from './sync-path.js';

/**
 * Records that a shell is live, before it is forked: from these few files, not
 * from every session, a new supervisor learns what it has to look after.
 *
 * Synced, with its directory, only for a shell with a policy, which runs again
 * after a power cut. No other shell is alive then, and its manifest says on its
 * own that it belongs to an earlier boot.
 */
export function writeRunningRecord(locations: Locations, record: RunningRecord): void {
  const path = runningPath(locations, record.uid);
  const temporary = `${path}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  if (record.hasPolicy === true) syncPath(temporary);
  renameSync(temporary, path);
  if (record.hasPolicy === true) syncPath(locations.running);
}

/** Also true for one that is damaged. */
export function hasRunningRecord(locations: Locations, uid: ShellUid): boolean {
  return existsSync(runningPath(locations, uid));
}

export function removeRunningRecord(locations: Locations, uid: ShellUid): void {
  rmSync(runningPath(locations, uid), { force: true });
}

/** Every readable record. One that is damaged is left out; its shell is then found when its session is opened. */
export function readRunningRecords(locations: Locations): RunningRecord[] {
  return readdirSync(locations.running).flatMap((name) => {
    if (!isShellUid(name)) return [];
    const record = readRunningRecord(locations, name);
    return record === undefined ? [] : [record];
  });
}

/** @returns `undefined` where there is none, or none that can be read. */
function readRunningRecord(locations: Locations, uid: ShellUid): RunningRecord | undefined {
  try {
    const value = JSON.parse(readFileSync(runningPath(locations, uid), 'utf8')) as RunningRecord;
    value.sessionIds.forEach(parseSessionId);
    parseShellId(value.shellId);
    return { ...value, uid };
  } catch (error) {
    if (error instanceof Error && !isErrno(error, 'EMFILE', 'ENFILE', 'EIO')) return undefined;
    throw error;
  }
}
