import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { UnusableStateError } from '../domain/errors.js';
import { isErrno } from '../os/errno.js';

/**
 * Makes sure that `path` is a directory of the current user that nobody else
 * can enter: created as 0700 where it is missing, narrowed to 0700 where it is
 * ours and only readable by others.
 *
 * @throws {UnusableStateError} when it is a link or no directory, belongs to somebody else, can be
 *   written by others, or cannot be made or entered.
 */
export function ensurePrivateDirectory(path: string): void {
  try {
    makeDirectory(path);
    checkOwner(path);
  } catch (error) {
    if (error instanceof UnusableStateError) throw error;
    throw describeFailure(path, error);
  }
}

function makeDirectory(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
  }
}

function checkOwner(path: string): void {
  const stats = lstatSync(path);
  if (!stats.isDirectory()) {
    throw new UnusableStateError('STATE_NOT_DIRECTORY', `${path} is not a directory.`, {
      hint: 'Move what is there aside, or set CLAUDE_SESSIONS_HOME to another folder.',
    });
  }
  if (stats.uid !== process.getuid?.()) {
    throw new UnusableStateError(
      'STATE_NOT_OWNED',
      `${path} belongs to user ${stats.uid}, not to you (${process.getuid?.() ?? '?'}).`,
      { hint: 'Run as its owner, or set CLAUDE_SESSIONS_HOME to a folder of your own.' },
    );
  }
  if ((stats.mode & 0o022) !== 0) {
    throw new UnusableStateError(
      'STATE_NOT_PRIVATE',
      `${path} can be written by others (mode ${(stats.mode & 0o777).toString(8)}).`,
      { hint: `Look for anything that is not yours in it, then run: chmod 700 ${path}` },
    );
  }
  if ((stats.mode & 0o077) !== 0) chmodSync(path, 0o700);
  if ((stats.mode & 0o700) !== 0o700) {
    throw new UnusableStateError('STATE_NOT_ACCESSIBLE', `${path} cannot be entered or written.`, {
      hint: `Run: chmod 700 ${path}`,
    });
  }
}

function describeFailure(path: string, cause: unknown): unknown {
  const { code = '' } = cause as NodeJS.ErrnoException;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return new UnusableStateError(
        'STATE_NOT_ACCESSIBLE',
        `${path} cannot be made or entered: permission denied.`,
        { hint: 'Set CLAUDE_SESSIONS_HOME to a folder that you can write.', cause },
      );
    case 'EROFS':
      return new UnusableStateError('STATE_READ_ONLY', `${path} is on a read-only file system.`, {
        hint: 'Set CLAUDE_SESSIONS_HOME to a folder that can be written.',
        cause,
      });
    case 'ENOSPC':
    case 'EDQUOT':
      return new UnusableStateError('DISK_FULL', `There is no space for ${path}.`, {
        hint: 'Free some disk space and try again.',
        cause,
      });
    case 'ENOTDIR':
    case 'ELOOP':
      return new UnusableStateError('STATE_NOT_DIRECTORY', `${path} cannot be made: ${code}.`, {
        hint: 'Something in that path is not a directory; set CLAUDE_SESSIONS_HOME to another folder.',
        cause,
      });
    default:
      return cause;
  }
}
