import { readlinkSync } from 'node:fs';
import { isatty } from 'node:tty';
import { isErrno } from './errno.js';

/** The terminal that this process is typed into, such as `/dev/pts/3`; `null` without one, or where the system does not tell. */
export function terminalName(): string | null {
  if (!isatty(0)) return null;
  try {
    const name = readlinkSync('/proc/self/fd/0');
    return name.startsWith('/dev/') ? name : null;
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'EACCES', 'EINVAL')) return null;
    throw error;
  }
}
