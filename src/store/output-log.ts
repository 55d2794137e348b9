import { constants, closeSync, openSync, statSync } from 'node:fs';
import { isErrno } from '../os/errno.js';

/**
 * Makes sure a shell's log is there before its writer opens it, private from
 * the start. One of an earlier run stays as it is, and is added to.
 *
 * @throws {NodeJS.ErrnoException} `ELOOP` when a link stands in its place.
 */
export function createLog(path: string): void {
  const { O_CREAT, O_APPEND, O_WRONLY, O_NOFOLLOW } = constants;
  closeSync(openSync(path, O_CREAT | O_APPEND | O_WRONLY | O_NOFOLLOW, 0o600));
}

export interface LogSize {
  /** Length of the file in bytes, holes included. */
  readonly bytes: number;
  /** What it takes on the disk. */
  readonly diskBytes: number;
}

/** Zero for a log that is gone. */
export function sizeOfLog(path: string): LogSize {
  try {
    const stats = statSync(path);
    return stats.isFile()
      ? { bytes: stats.size, diskBytes: stats.blocks * 512 }
      : { bytes: 0, diskBytes: 0 };
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return { bytes: 0, diskBytes: 0 };
    throw error;
  }
}
