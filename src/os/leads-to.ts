import { closeSync, openSync, readSync, realpathSync } from 'node:fs';
import { isErrno } from './errno.js';

/** What package managers write in the place of a link is shorter. */
const WRAPPER_BYTES = 4096;

/**
 * Whether running `path` runs `program`: a link to it, or a small script that
 * names it, such as pnpm makes.
 *
 * @param tail - How the script names it: the end of the program's path.
 */
export function leadsTo(path: string, program: string, tail: string): boolean {
  try {
    return realpathSync(path) === realpathSync(program) || readStart(path).includes(tail);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'EISDIR')) return false;
    throw error;
  }
}

function readStart(path: string): string {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(WRAPPER_BYTES);
    return start.toString('latin1', 0, readSync(file, start, 0, WRAPPER_BYTES, 0));
  } finally {
    closeSync(file);
  }
}
