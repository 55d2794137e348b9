import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
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
  return withLog(path, async (file, size) => {
    const wanted = Math.max(0, Math.min(maxBytes, size - from));
    const { bytesRead, buffer } = await file.read(Buffer.alloc(wanted), 0, wanted, from);
    return buffer.subarray(0, bytesRead);
  });
}

const BLOCK_BYTES = 64 * 1024;

/**
 * Finds where the last `lines` lines of a log begin, reading it from its end.
 *
 * @param start - No line before this byte of the file counts.
 * @param maxBytes - Never further back from the end than this.
 * @throws {ExpectedError} `LOG_MISSING`
 */
export async function findTail(
  path: string,
  lines: number,
  start: number,
  maxBytes: number,
): Promise<number> {
  return withLog(path, async (file, size) => {
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
  });
}

async function withLog<T>(
  path: string,
  read: (file: FileHandle, size: number) => Promise<T>,
): Promise<T> {
  try {
    // A pipe in its place must not keep us waiting for whoever writes to it.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await file.stat();
      if (!stats.isFile()) throw missing(path);
      return await read(file, stats.size);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw isErrno(error, 'ENOENT', 'ENOTDIR') ? missing(path, error) : error;
  }
}

function missing(path: string, cause?: unknown): ExpectedError {
  return new ExpectedError('LOG_MISSING', `The log ${path} is gone.`, {
    hint: 'Somebody has removed it; "claude restart" begins a new one.',
    cause,
  });
}
