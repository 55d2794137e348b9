import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { isErrno } from '../os/errno.js';
import { replaceFile } from './atomic-file.js';

/** `undefined` where there is none. */
export function readServiceFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Whole or not at all; the directory is made where it is missing, and stays when the file is removed. */
export async function writeServiceFile(path: string, text: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  await replaceFile(path, text);
}

export function removeServiceFile(path: string): void {
  rmSync(path, { force: true });
}
