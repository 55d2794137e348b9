import { constants, closeSync, openSync, statSync } from 'node:fs';
import { UnusableStateError } from '../domain/errors.js';
import { isErrno } from '../os/errno.js';

/**
 * Makes sure a shell's log is there before its writer opens it, private from
 * the start. One of an earlier run stays as it is, and is added to.
 *
 * @throws {UnusableStateError} when something else stands in its place: a link, a directory, a pipe.
 */
export function createLog(path: string): void {
  // Without O_NONBLOCK a pipe that nobody reads would keep us waiting.
  const { O_CREAT, O_APPEND, O_WRONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    closeSync(openSync(path, O_CREAT | O_APPEND | O_WRONLY | O_NOFOLLOW | O_NONBLOCK, 0o600));
  } catch (error) {
    if (!isErrno(error, 'ELOOP', 'EISDIR', 'ENXIO')) throw error;
    throw new UnusableStateError('LOG_NOT_A_FILE', `${path} is not a plain file.`, {
      hint: 'Find out who put it there, move it away, and try again; nothing was started.',
      cause: error,
    });
  }
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
