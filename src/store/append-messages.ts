import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DiskFullError } from '../domain/errors.js';
import type { Message } from '../domain/message.js';
import { isErrno } from '../os/errno.js';
import { pausePoint } from '../os/pause-point.js';
import { syncDirectory } from './atomic-file.js';
import { endsLine } from './ends-line.js';
import { encodeMessage } from './message-codec.js';
import { openJournalToAppend } from './open-journal.js';

const NEWLINE = 10;

/**
 * Adds to one journal, for whoever holds its session's lock. One append after
 * the other; each counts when its promise resolves: it is on the disk then.
 */
export class JournalWriter {
  readonly #path: string;
  /** Throws when this process may not write any more. */
  readonly #checkMayWrite: () => void;
  #turn: Promise<unknown> = Promise.resolve();
  #isDirectorySynced = false;

  constructor(path: string, checkMayWrite: () => void = () => undefined) {
    this.#path = path;
    this.#checkMayWrite = checkMayWrite;
  }

  /**
   * Appends messages, all of them with one write, or none.
   *
   * @throws {DiskFullError} The journal is as it was before.
   * @throws {ExpectedError} `JOURNAL_NOT_FILE`, and whatever the check throws.
   * @throws {NodeJS.ErrnoException} `EIO`, …; the journal is then as it was, unless that fails too.
   */
  async append(...messages: readonly Message[]): Promise<void> {
    const bytes = Buffer.from(messages.map(encodeMessage).join(''));
    const turn = this.#turn.then(async () => this.#append(bytes));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #append(bytes: Buffer): Promise<void> {
    this.#checkMayWrite();
    // Opened each time: a recovery puts another file in its place.
    const file = await openJournalToAppend(this.#path);
    try {
      await appendSynced(file, bytes);
      if (this.#isDirectorySynced) return;
      await syncDirectory(dirname(this.#path));
      this.#isDirectorySynced = true;
    } catch (error) {
      throw isErrno(error, 'ENOSPC', 'EDQUOT') ? new DiskFullError(this.#path, error) : error;
    } finally {
      await file.close();
    }
  }
}

async function appendSynced(file: FileHandle, bytes: Buffer): Promise<void> {
  const { size } = await file.stat();
  // Half a line, which a crash has left: what follows must not be glued to it.
  const whole = (await endsLine(file, size)) ? bytes : Buffer.concat([Buffer.of(NEWLINE), bytes]);
  try {
    const { bytesWritten } = await file.write(whole);
    // The last free blocks of a disk take a part of it, and the system calls that a success.
    if (bytesWritten < whole.length)
      throw Object.assign(new Error('the disk took only a part of it'), { code: 'ENOSPC' });
    pausePoint('append: written');
    await file.sync();
  } catch (error) {
    await file.truncate(size);
    throw error;
  }
}
