import { renderSize } from '../quantities.js';
import { failure, type Finding, ok, warning } from './finding.js';

const ID = 'disk-space';
const LOW_SHARE = 0.05;
const LOW_BYTES = 1024 ** 3;
/** Not even the records of a start fit any more. */
const FULL_BYTES = 1024 * 1024;

/** @param space - Of the file system that the state is on; what is set aside for root is not free. */
export function judgeDiskSpace(space: {
  readonly freeBytes: number;
  readonly totalBytes: number;
}): Finding {
  const { freeBytes, totalBytes } = space;
  const message = `${renderSize(freeBytes)} of ${renderSize(totalBytes)} are free.`;
  const remedy = 'Free some space; "claude doctor" names the largest logs.';
  if (freeBytes < FULL_BYTES) return failure(ID, `The disk is full: ${message}`, remedy);
  const isLow = freeBytes < Math.min(totalBytes * LOW_SHARE, LOW_BYTES);
  return isLow ? warning(ID, `The disk is nearly full: ${message}`, remedy) : ok(ID, message);
}
