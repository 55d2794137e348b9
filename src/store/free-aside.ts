import { lstat } from 'node:fs/promises';
import { isErrno } from '../os/errno.js';

/**
 * A path beside a damaged file under which it can be kept: nothing is there.
 *
 * @param now - ISO 8601, for its name.
 */
export async function freeAside(path: string, now: string): Promise<string> {
  const wanted = `${path}.damaged-${now.replaceAll(':', '-')}`;
  for (let copy = 1; ; copy += 1) {
    const aside = copy === 1 ? wanted : `${wanted}-${copy}`;
    if (!(await isThere(aside))) return aside;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false;
    throw error;
  }
}
