import { statfs } from 'node:fs/promises';

export interface SeenSpace {
  /** What this user may still write; what is set aside for root is not counted. */
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/**
 * The space of the file system that `path` is on.
 *
 * @throws {NodeJS.ErrnoException} `ENOENT`, … when there is nothing at `path`.
 */
export async function observeSpace(path: string): Promise<SeenSpace> {
  const { bavail, blocks, bsize } = await statfs(path);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

/** Bytes that this user may still write on the file system that `path` is on. */
export async function freeBytes(path: string): Promise<number> {
  return (await observeSpace(path)).freeBytes;
}
