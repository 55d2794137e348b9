import { accessSync, constants, statSync } from 'node:fs';
import { isErrno } from './errno.js';

/** Says why a command cannot run in that directory; `undefined` when it can. */
export function whyNoWorkingDirectory(path: string): string | undefined {
  try {
    if (!statSync(path).isDirectory()) return 'it is not a directory';
    accessSync(path, constants.R_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return 'it does not exist';
    if (isErrno(error, 'ENOTDIR')) return 'a part of it is not a directory';
    if (isErrno(error, 'EACCES', 'EPERM')) return 'you may not read and enter it';
    if (isErrno(error, 'ELOOP', 'ENAMETOOLONG', 'EIO', 'ESTALE')) return error.code ?? 'it fails';
    throw error;
  }
}
