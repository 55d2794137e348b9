import { readdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isErrno } from '../os/errno.js';

/**
 * Saves what a log is to keep as `LOG.tail-START`, whole and synced, or not at all.
 *
 * @param from - Where it begins in the file.
 * @param start - The offset that this byte has in the shell's output.
 */
export async function saveTail(path: string, from: number, start: number): Promise<void> {
  const unfinished = `${tailPath(path, start)}.tmp`;
  const source = await open(path, 'r');
  const target = await open(unfinished, 'w', 0o600);
  try {
    await pipeline(
      source.createReadStream({ start: from, autoClose: false }),
      target.createWriteStream({ autoClose: false }),
    );
    await target.sync();
  } finally {
    await source.close();
    await target.close();
  }
  renameSync(unfinished, tailPath(path, start));
}

/** Makes a saved tail the whole log, in the same file. Can be done again after a crash. */
export async function moveTailToFront(path: string, start: number): Promise<void> {
  const source = await open(tailPath(path, start), 'r');
  const target = await open(path, 'r+');
  try {
    const { size } = await source.stat();
    await pipeline(
      source.createReadStream({ autoClose: false }),
      target.createWriteStream({ start: 0, autoClose: false }),
    );
    await target.truncate(size);
    await target.sync();
  } finally {
    await source.close();
    await target.close();
  }
  removeTail(path, start);
}

export function removeTail(path: string, start: number): void {
  rmSync(tailPath(path, start), { force: true });
}

/** The offset of a tail that was saved and not yet moved; `undefined` when there is none. */
export function findTail(path: string): number | undefined {
  const prefix = `${basename(path)}.tail-`;
  const found = listOrEmpty(dirname(path)).find(
    (name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)),
  );
  return found === undefined ? undefined : Number(found.slice(prefix.length));
}

function listOrEmpty(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

function tailPath(path: string, start: number): string {
  return join(dirname(path), `${basename(path)}.tail-${start}`);
}
