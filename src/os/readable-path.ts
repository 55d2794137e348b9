import { accessSync, constants } from 'node:fs';
import { isErrno } from './errno.js';

/** Says why a file or directory cannot be read; `undefined` when it can. */
export function whyNotReadable(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK);
    return undefined;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return 'it does not exist';
    if (isErrno(error, 'EACCES', 'EPERM')) return 'you may not read it';
    if (isErrno(error, 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG')) return error.code ?? 'it fails';
    throw error;
  }
}
