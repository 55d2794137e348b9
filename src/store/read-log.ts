import { open } from 'node:fs/promises';
import { ExpectedError } from '../domain/errors.js';
import { isErrno } from '../os/errno.js';

/**
 * Reads a part of a log file, while its shell may still be writing to it.
 *
 * @param from - First byte in the file; past its end, nothing is returned.
 * @param maxBytes - Most bytes to return.
 * @throws {ExpectedError} `LOG_MISSING` when somebody has removed the log.
 */
export async function readLog(path: string, from: number, maxBytes: number): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const wanted = Math.max(0, Math.min(maxBytes, size - from));
      const { bytesRead, buffer } = await file.read(Buffer.alloc(wanted), 0, wanted, from);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'EISDIR', 'ENOTDIR')) {
      throw new ExpectedError('LOG_MISSING', `The log ${path} is gone.`, {
        hint: 'Somebody has removed it; "claude restart" begins a new one.',
        cause: error,
      });
    }
    throw error;
  }
}

const BLOCK_BYTES = 64 * 1024;

/**
 * Finds where the last `lines` lines of a log begin, reading it from its end.
 *
 * @param start - No line before this byte of the file counts.
 * @param maxBytes - Never further back from the end than this.
 */
export async function findTail(
  path: string,
  lines: number,
  start: number,
  maxBytes: number,
): Promise<number> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const lowest = Math.max(start, size - maxBytes);
    let found = 0;
    for (let end = size; end > lowest;) {
      const begin = Math.max(lowest, end - BLOCK_BYTES);
      const { buffer } = await file.read(Buffer.alloc(end - begin), 0, end - begin, begin);
      for (let at = buffer.length - 1; at >= 0; at -= 1) {
        // The newline at the very end closes the last line, and begins none.
        if (buffer[at] !== 10 || begin + at === size - 1) continue;
        found += 1;
        if (found === lines) return begin + at + 1;
      }
      end = begin;
    }
    return lowest;
  } finally {
    await file.close();
  }
}
