import { closeSync, readdirSync, readFileSync } from 'node:fs';
import { isErrno } from './errno.js';

/** The value of O_CLOEXEC on Linux, as `/proc/PID/fdinfo` prints it, in octal. */
const O_CLOEXEC = 0o2000000;

/**
 * Closes what a careless parent left open in this process, and returns the
 * numbers: every descriptor above 2 that would be passed on to a program it
 * starts. Node opens all of its own so that they are not. Whoever reads the other
 * end of such a pipe (ssh, `$(…)`, a CI step) would wait for as long as we live.
 *
 * Complete only in a process that Node started. Node's very first act is to mark
 * what it inherited, from 0 to the first gap after 15 (`uv_disable_stdio_inheritance`):
 * that goes no further than the one Node process, but there nothing tells it
 * from Node's own, and it stays open. On macOS nothing tells the others either;
 * there none is closed.
 */
export function closeInheritedDescriptors(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fdinfo').map(Number).filter(closeIfInherited);
}

/** Reads the flags in the text of `/proc/PID/fdinfo/N`, proc_pid_fdinfo(5). */
export function hasCloseOnExec(fdinfo: string): boolean {
  const flags = /^flags:\s*([0-7]+)$/m.exec(fdinfo)?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & O_CLOEXEC) !== 0;
}

function closeIfInherited(descriptor: number): boolean {
  if (descriptor <= 2) return false;
  try {
    if (hasCloseOnExec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))) return false;
    closeSync(descriptor);
    return true;
  } catch (error) {
    // The one that listed the directory is gone by now.
    if (isErrno(error, 'ENOENT', 'EBADF')) return false;
    throw error;
  }
}
