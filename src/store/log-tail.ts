import {
  createReadStream,
  createWriteStream,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isErrno } from '../os/errno.js';

/** What a shortening that was interrupted has left beside a log. */
export interface LeftTails {
  /** The offset of a tail that was saved and not yet moved; `undefined` when there is none. */
  readonly saved: number | undefined;
  /** Paths of what was announced, and not saved or not needed any more. */
  readonly announced: readonly string[];
}

/** Leaves a trace for `findTails` that the writer may be stopped, before it is. */
export function announceTail(path: string, start: number): void {
  writeFileSync(announcedPath(path, start), '', { mode: 0o600 });
}

/**
 * Saves what a log is to keep as `LOG.tail-START`, whole and synced, or not at all.
 *
 * @param from - Where it begins in the file.
 * @param start - The offset that this byte has in the shell's output.
 */
export async function saveTail(path: string, from: number, start: number): Promise<void> {
  const announced = announcedPath(path, start);
  await pipeline(
    createReadStream(path, { start: from }),
    createWriteStream(announced, { mode: 0o600, flush: true }),
  );
  renameSync(announced, tailPath(path, start));
}

/** Makes a saved tail the whole log, in the same file. Can be done again after a crash. */
export async function moveTailToFront(path: string, start: number): Promise<void> {
  const source = createReadStream(tailPath(path, start));
  await pipeline(source, createWriteStream(path, { flags: 'r+' }));
  const target = await open(path, 'r+');
  try {
    await target.truncate(source.bytesRead);
    await target.sync();
  } finally {
    await target.close();
  }
  giveUpTail(path, start);
}

/** The trace of it stays until `removeAnnounced`: the writer is still stopped. */
export function giveUpTail(path: string, start: number): void {
  renameSync(tailPath(path, start), announcedPath(path, start));
}

/** The writer goes on. */
export function removeAnnounced(path: string): void {
  for (const announced of findTails(path).announced) rmSync(announced, { force: true });
}

export function findTails(path: string): LeftTails {
  const prefix = `${basename(path)}.tail-`;
  const names = listOrEmpty(dirname(path)).filter((name) => name.startsWith(prefix));
  const saved = names.find((name) => /^\d+$/.test(name.slice(prefix.length)));
  return {
    saved: saved === undefined ? undefined : Number(saved.slice(prefix.length)),
    announced: names
      .filter((name) => name.endsWith('.tmp'))
      .map((name) => join(dirname(path), name)),
  };
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

function announcedPath(path: string, start: number): string {
  return `${tailPath(path, start)}.tmp`;
}
