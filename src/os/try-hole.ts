import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HoleTrial } from '../domain/checks/judge-holes.js';
import { isErrno } from './errno.js';
import { platform } from './platform.js';

const BYTES = 128 * 1024;

/** Tries on a file of its own, removed again, whether the file system of `directory` frees a part of a file. */
export async function tryHole(directory: string): Promise<HoleTrial> {
  const path = join(directory, `.hole-trial-${process.pid}`);
  try {
    writeFileSync(path, Buffer.alloc(BYTES, 1), { mode: 0o600, flag: 'wx' });
    const isDone = await platform.punchHole(path, BYTES / 2);
    const { size } = statSync(path);
    return isDone && size === BYTES ? 'works' : 'unsupported';
  } catch (error) {
    // What is wrong with the directory itself is another check's to tell.
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EROFS', 'ELOOP')) return 'no-directory';
    if (isErrno(error, 'ENOSPC', 'EDQUOT')) return 'no-space';
    throw error;
  } finally {
    removeTrial(path);
  }
}

function removeTrial(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    if (!isErrno(error, 'ENOTDIR', 'EACCES', 'EROFS', 'ELOOP')) throw error; // it was never made
  }
}
