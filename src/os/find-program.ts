import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { isErrno } from './errno.js';

/**
 * Finds a program as execvp(3) would: an absolute path is checked, a bare name
 * is looked for in the directories of `pathVariable`, in order.
 *
 * Relative paths, and directories of the variable that are relative or empty,
 * are left out on purpose: what they mean changes with the current directory.
 */
export function findProgram(name: string, pathVariable: string | undefined): string | undefined {
  if (isAbsolute(name)) return isExecutableFile(name) ? name : undefined;
  if (name === '' || name.includes('/')) return undefined;
  return (pathVariable ?? '')
    .split(delimiter)
    .filter((directory) => isAbsolute(directory))
    .map((directory) => join(directory, name))
    .find(isExecutableFile);
}

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG'))
      return false;
    throw error;
  }
}
