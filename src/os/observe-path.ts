import { lstatSync, type Stats } from 'node:fs';
import type { SeenPath } from '../domain/seen-path.js';
import { isErrno } from './errno.js';

/** Looks at what stands at a path. Never throws for what may stand there. */
export function observePath(path: string): SeenPath {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return unseen(path, 'missing');
    return {
      path,
      kind: kindOf(stats),
      isOurs: stats.uid === process.getuid?.(),
      mode: stats.mode & 0o777,
      diskBytes: stats.blocks * 512,
      writtenAt: stats.mtimeMs,
    };
  } catch (error) {
    if (isErrno(error, 'EACCES', 'ENOTDIR', 'ELOOP', 'EPERM')) return unseen(path, 'hidden');
    throw error;
  }
}

function unseen(path: string, kind: 'missing' | 'hidden'): SeenPath {
  return { path, kind, isOurs: false, mode: 0, diskBytes: 0, writtenAt: 0 };
}

function kindOf(stats: Stats): SeenPath['kind'] {
  if (stats.isDirectory()) return 'directory';
  if (stats.isFile()) return 'file';
  if (stats.isSymbolicLink()) return 'link';
  return stats.isSocket() ? 'socket' : 'other';
}
