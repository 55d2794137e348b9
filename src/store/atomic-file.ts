import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Replaces the file at `path`, so that a crash or a power cut at any moment
 * leaves either the whole old file or the whole new one: written beside it and
 * synced, renamed over it, and the directory synced before the caller goes on.
 * A link at `path` is replaced too, never followed. A crash can leave a
 * temporary file named `path.<uuid>.tmp` behind.
 *
 * Not done by write-file-atomic: it follows links, and takes a write that the
 * last free blocks of a disk cut short for a whole one.
 *
 * @throws {NodeJS.ErrnoException} `ENOSPC`, `EACCES`, …; `path` is then still one of the two, whole.
 */
export async function replaceFile(path: string, contents: string): Promise<void> {
  await replaceFileInSteps(path, async (file) => file.writeFile(contents));
}

/**
 * As `replaceFile`, for contents that are too large for one string.
 *
 * @param write - Fills the new file.
 * @param beforeRename - Runs when the new file is whole and synced, and the old one still there.
 */
export async function replaceFileInSteps(
  path: string,
  write: (file: FileHandle) => Promise<void>,
  beforeRename?: () => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeSynced(temporary, write);
    await beforeRename?.();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(dirname(path));
}

async function writeSynced(
  path: string,
  write: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await write(file);
    await file.sync();
  } finally {
    await file.close();
  }
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
