import type { OutputRecord } from './shell.js';

export interface OutputOffsets {
  /** The offset after the last byte written so far. */
  readonly end: number;
  /** Bytes that are kept and not yet read. */
  readonly unread: number;
}

/** @param logBytes - Size of the log file, holes included. */
export function offsetsOf(output: OutputRecord, logBytes: number): OutputOffsets {
  const end = Math.max(output.fileBase + logBytes, output.start);
  return { end, unread: Math.max(0, end - Math.max(output.position, output.start)) };
}

/**
 * Where a log over its cap should start from now on, or `undefined` while it is
 * within. A quarter of the cap is freed at a time, so that this is done seldom.
 */
export function planTrim(output: OutputRecord, logBytes: number): number | undefined {
  const { end } = offsetsOf(output, logBytes);
  if (end - output.start <= output.maxBytes) return undefined;
  return end - Math.floor(output.maxBytes * 0.75);
}
