import { constants } from 'node:fs';
import { copyFile, type FileHandle, link, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DiskFullError, ExpectedError } from '../domain/errors.js';
import type { JournalChange } from '../domain/journal-part.js';
import { isErrno } from '../os/errno.js';
import { pausePoint } from '../os/pause-point.js';
import { JournalWriter } from './append-messages.js';
import { replaceFileInSteps, syncDirectory } from './atomic-file.js';
import { freeAside } from './free-aside.js';
import { openJournal } from './open-journal.js';
import { type Piece, planRecovery, type RecoveryPlan } from './plan-recovery.js';

export interface RecoveredJournal {
  /** What was lost, and what was changed; empty for a journal that is whole. */
  readonly changes: readonly JournalChange[];
  /** Messages that it holds now. */
  readonly messages: number;
  /** Where the damaged journal is kept, byte for byte; absent where nothing was taken from it. */
  readonly keptAside?: string;
  /** There is no journal, before or after. */
  readonly isMissing: boolean;
}

const BLOCK_BYTES = 1024 ** 2;

/**
 * Makes a damaged journal whole again, as far as it goes; for whoever holds the
 * session's lock. A crash at any moment leaves the old journal or the new one,
 * and the old one beside it once it is replaced. Where no message is left, the
 * journal is moved aside, and there is none: an empty one never takes its place.
 * Recovering what is whole, or was recovered, changes nothing.
 *
 * @throws {DiskFullError} Nothing has changed.
 */
export async function recoverJournal(path: string): Promise<RecoveredJournal> {
  await removeLeftovers(path);
  const plan = await planOrMoveAside(path);
  if (typeof plan === 'string') {
    return { changes: [], messages: 0, keptAside: plan, isMissing: false };
  }
  const { changes, messages } = plan;
  if (changes.length === 0) return { changes, messages, isMissing: await isMissing(path) };
  if (plan.appended !== undefined) {
    await new JournalWriter(path).append(plan.appended);
    return { changes, messages, isMissing: false };
  }
  const now = new Date().toISOString();
  try {
    const keptAside =
      messages === 0 ? await moveAside(path, now) : await replaceJournal(path, plan.pieces, now);
    return { changes, messages, keptAside, isMissing: false };
  } catch (error) {
    throw isErrno(error, 'ENOSPC', 'EDQUOT') ? new DiskFullError(path, error) : error;
  }
}

/** What is no file at all holds nothing of ours; `string`: where it was moved. */
async function planOrMoveAside(path: string): Promise<RecoveryPlan | string> {
  try {
    return await planRecovery(path);
  } catch (error) {
    if (error instanceof ExpectedError && error.code === 'JOURNAL_NOT_FILE')
      return moveAside(path, new Date().toISOString());
    throw error;
  }
}

async function isMissing(path: string): Promise<boolean> {
  const file = await openJournal(path);
  await file?.close();
  return file === undefined;
}

async function replaceJournal(
  path: string,
  pieces: readonly Piece[],
  now: string,
): Promise<string> {
  const damaged = await openJournal(path);
  if (damaged === undefined) throw new Error(`${path} was removed while it was recovered`);
  const aside = await freeAside(path, now);
  try {
    await replaceFileInSteps(
      path,
      async (file) => writePieces(file, damaged, pieces),
      async () => {
        pausePoint('recover: written');
        await keepAside(path, aside);
        await syncDirectory(dirname(path));
        pausePoint('recover: kept aside');
      },
    );
    pausePoint('recover: replaced');
  } finally {
    await damaged.close();
  }
  return aside;
}

async function writePieces(
  file: FileHandle,
  damaged: FileHandle,
  pieces: readonly Piece[],
): Promise<void> {
  for (const piece of pieces) {
    if ('line' in piece) {
      await file.writeFile(piece.line);
      continue;
    }
    for (let from = piece.from; from < piece.to; from += BLOCK_BYTES) {
      const length = Math.min(BLOCK_BYTES, piece.to - from);
      const { bytesRead, buffer } = await damaged.read(Buffer.alloc(length), 0, length, from);
      if (bytesRead < length) throw new Error('the journal was cut while it was recovered');
      await file.writeFile(buffer);
    }
    await file.writeFile('\n');
  }
}

/** The same file under a second name takes no space, however large it is. */
async function keepAside(path: string, aside: string): Promise<void> {
  try {
    await link(path, aside);
  } catch (error) {
    if (!isErrno(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK')) throw error;
    await copyFile(path, aside, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  }
}

async function moveAside(path: string, now: string): Promise<string> {
  const aside = await freeAside(path, now);
  await rename(path, aside);
  await syncDirectory(dirname(path));
  return aside;
}

/** Half a journal, of a recovery that was killed while it wrote one. */
async function removeLeftovers(path: string): Promise<void> {
  const names = await listOrEmpty(dirname(path));
  const prefix = `${basename(path)}.`;
  for (const name of names) {
    if (name.startsWith(prefix) && name.endsWith('.tmp'))
      await rm(join(dirname(path), name), { force: true });
  }
}

async function listOrEmpty(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}
