import { realpathSync } from 'node:fs';
import { isErrno } from './errno.js';

/** Where package managers keep a link to the Node that is installed now. */
const LASTING = ['/usr/bin/node', '/usr/local/bin/node', '/opt/homebrew/bin/node'];

/**
 * Absolute path of the Node that runs this program, to be written down for
 * later: a link that stays when that Node is upgraded, where one leads to it.
 */
export function lastingNode(): string {
  return LASTING.find((path) => resolve(path) === process.execPath) ?? process.execPath;
}

function resolve(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP')) return undefined;
    throw error;
  }
}
