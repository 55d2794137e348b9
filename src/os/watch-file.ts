import { statSync, watch } from 'node:fs';
import { isErrno } from './errno.js';

export interface FileWatch {
  /** No call of `onChange` follows. */
  close(): void;
}

/** How often a file is looked at that the system cannot watch, in milliseconds. */
const POLL_MS = 1_000;

/** Not there, not ours, or more watches or descriptors than the system allows. */
const CANNOT_WATCH = [
  ...['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP'],
  ...['EMFILE', 'ENFILE', 'ENOSPC', 'ENOMEM'],
];

/**
 * Calls `onChange` after the file at `path` may have changed: written to,
 * replaced, created, removed. Several changes can be one call, and a call can
 * come without a change: it is a hint to look again.
 *
 * Never throws, also not later. Where the system cannot watch the file, since
 * it is not there yet or there are too many watches (`EMFILE`, `ENOSPC`), it
 * is looked at once a second. Does not keep the process from ending.
 */
export function watchFile(path: string, onChange: () => void): FileWatch {
  let current: FileWatch | undefined;
  const onEvent: OnEvent = (event) => {
    if (current === undefined) return;
    if (event !== 'same-file') {
      current.close();
      const watched = event === 'other-file' ? watchInode(path, onEvent) : undefined;
      current = watched ?? pollFile(path, onEvent);
    }
    onChange();
  };
  current = watchInode(path, onEvent) ?? pollFile(path, onEvent);
  return {
    close: () => {
      current?.close();
      current = undefined;
    },
  };
}

/** `other-file`: there is another file under the name, or none, and it needs a watch of its own. */
type OnEvent = (event: 'same-file' | 'other-file' | 'watch-failed') => void;

/** `undefined` where the system cannot watch the file. */
function watchInode(path: string, onEvent: OnEvent): FileWatch | undefined {
  const watched = look(path).inode;
  try {
    const watcher = watch(path, { persistent: false });
    watcher.on('change', () => {
      onEvent(look(path).inode === watched ? 'same-file' : 'other-file');
    });
    watcher.on('error', () => {
      onEvent('watch-failed');
    });
    return watcher;
  } catch (error) {
    if (isErrno(error, ...CANNOT_WATCH)) return undefined;
    throw error;
  }
}

function pollFile(path: string, onEvent: OnEvent): FileWatch {
  let seen = look(path).fingerprint;
  const timer = setInterval(() => {
    const { fingerprint } = look(path);
    if (fingerprint === seen) return;
    seen = fingerprint;
    onEvent('other-file');
  }, POLL_MS);
  timer.unref();
  return {
    close: () => {
      clearInterval(timer);
    },
  };
}

/** The file under that name, and what changes with each change to it; both empty while there is none. */
function look(path: string): { inode: string; fingerprint: string } {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    const inode = `${String(dev)}:${String(ino)}`;
    return { inode, fingerprint: [inode, size, mtimeNs, ctimeNs].join(' ') };
  } catch (error) {
    if (isErrno(error, ...CANNOT_WATCH)) return { inode: '', fingerprint: '' };
    throw error;
  }
}
