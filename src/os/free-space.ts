import { statfs } from 'node:fs/promises';

/**
 * Bytes that this user may still write on the file system that `path` is on;
 * what is set aside for root is not counted.
 *
 * @throws {NodeJS.ErrnoException} `ENOENT`, … when there is nothing at `path`.
 */
export async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}
