import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

/**
 * Replaces the file at `path`, so that a crash or a power cut at any moment
 * leaves either the whole old file or the whole new one: written beside it and
 * synced, renamed over it, and the directory synced before the caller goes on.
 * A crash can leave a temporary file named `path.<digits>` behind.
 *
 * @throws {NodeJS.ErrnoException} `ENOSPC`, `EACCES`, …; `path` is then still one of the two, whole.
 */
export async function replaceFile(path: string, contents: string): Promise<void> {
  await writeFileAtomic(path, contents, { mode: 0o600, fsync: true });
  await syncDirectory(dirname(path));
}

/** Makes names that were added to or removed from a directory survive a power cut. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
