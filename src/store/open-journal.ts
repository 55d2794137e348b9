import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { ExpectedError } from '../domain/errors.js';
import { isErrno } from '../os/errno.js';

/**
 * Opens a journal for reading. The caller closes it.
 *
 * @returns `undefined` where there is none.
 * @throws {ExpectedError} `JOURNAL_NOT_FILE` when a link, a directory or the like stands in its place.
 */
export async function openJournal(path: string): Promise<FileHandle | undefined> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    // A pipe in its place must not keep us waiting for whoever writes to it.
    return await checkIsFile(path, await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw describeFailure(path, error);
  }
}

/** Opens a journal for `append`, and makes it, private from the start, where it is missing. @throws as `openJournal` */
export async function openJournalToAppend(path: string): Promise<FileHandle> {
  const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    const flags = O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK;
    return await checkIsFile(path, await open(path, flags, 0o600));
  } catch (error) {
    throw describeFailure(path, error);
  }
}

async function checkIsFile(path: string, file: FileHandle): Promise<FileHandle> {
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw notFile(path);
}

function describeFailure(path: string, error: unknown): unknown {
  return isErrno(error, 'ELOOP', 'ENXIO', 'EISDIR') ? notFile(path, error) : error;
}

function notFile(path: string, cause?: unknown): ExpectedError {
  return new ExpectedError('JOURNAL_NOT_FILE', `${path} is no file.`, {
    hint: 'Something else stands in the place of the conversation; move it aside.',
    cause,
  });
}
