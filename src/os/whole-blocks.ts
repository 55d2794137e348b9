import { open } from 'node:fs/promises';

/**
 * `bytes` rounded down to whole blocks of the file system that `path` is on.
 * Opens the file for writing, as the program that frees them will, so that what
 * is wrong with it is told by its errno.
 */
export async function wholeBlocks(path: string, bytes: number): Promise<number> {
  const file = await open(path, 'r+');
  try {
    const { blksize } = await file.stat();
    return bytes - (bytes % blksize);
  } finally {
    await file.close();
  }
}
