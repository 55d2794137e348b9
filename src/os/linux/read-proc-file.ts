import { closeSync, openSync, readSync } from 'node:fs';
import { isErrno } from '../errno.js';

/** A file smaller than this is read by one read(2). */
export const READ_BYTES = 64 * 1024;

/** Shared by all reads, which are synchronous: a fresh buffer for each of 1,000 files costs more than reading them. */
let scratch = Buffer.allocUnsafe(READ_BYTES);

/**
 * Reads a whole file of `/proc`, or returns `undefined` when its process has
 * gone or may not be looked into.
 *
 * The bytes are valid until the next call only: copy what is to be kept.
 */
export function readProcFile(path: string): Buffer | undefined {
  try {
    const descriptor = openSync(path, 'r');
    try {
      const length = readToEnd(descriptor);
      return scratch.subarray(0, length);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (isHidden(error)) return undefined;
    throw error;
  }
}

/** Whether `error` is what `/proc` answers for a process that has gone or belongs to somebody else. */
export function isHidden(error: unknown): boolean {
  return isErrno(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM');
}

/** Fills `scratch`, growing it as needed, and returns how many bytes there were. */
function readToEnd(descriptor: number): number {
  let length = 0;
  for (;;) {
    const count = readSync(descriptor, scratch, length, scratch.length - length, null);
    if (count === 0) return length;
    length += count;
    if (length === scratch.length) scratch = Buffer.concat([scratch], 2 * length);
  }
}
