import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { isErrno } from './errno.js';

/**
 * Opens a FIFO for reading and keeps its writing end open too, so that what
 * writers leave behind stays until it is read.
 */
export function openFifo(path: string): number {
  return openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
}

/** Everything that is in it now; waits for nothing. */
export function drainFifo(descriptor: number): Buffer {
  const pieces: Buffer[] = [];
  try {
    for (;;) {
      const piece = Buffer.alloc(64 * 1024);
      const count = readSync(descriptor, piece);
      if (count === 0) break;
      pieces.push(piece.subarray(0, count));
    }
  } catch (error) {
    if (!isErrno(error, 'EAGAIN')) throw error;
  }
  return Buffer.concat(pieces);
}

export function closeFifo(descriptor: number): void {
  closeSync(descriptor);
}

/**
 * Writes to a FIFO that somebody reads.
 *
 * @returns false when nobody reads it, or does not read on within `withinMs`.
 */
export async function writeFifo(path: string, bytes: Buffer, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    for (let written = 0; written < bytes.length;) {
      try {
        written += writeSync(descriptor, bytes, written);
      } catch (error) {
        if (!isErrno(error, 'EAGAIN') || Date.now() > deadline) throw error;
        await delay(10);
      }
    }
    return true;
  } catch (error) {
    if (isErrno(error, 'ENXIO', 'EPIPE', 'EAGAIN', 'ENOENT')) return false;
    throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
