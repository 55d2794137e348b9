import { readdirSync } from 'node:fs';
import { isErrno } from '../os/errno.js';

/** The names in a directory; none where it is missing, is none, or may not be entered. */
export function listDirectory(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP')) return [];
    throw error;
  }
}
