import { isErrno } from '../errno.js';
import { runProgram } from '../run-program.js';
import { wholeBlocks } from '../whole-blocks.js';

/**
 * What fallocate(1) of util-linux prints where the file system, the kernel or
 * the kind of file has no holes, and what its stand-in in busybox prints for
 * an option it lacks.
 */
const CANNOT =
  /not supported|unsupported|not implemented|no such device|illegal seek|(unrecognized|invalid|unknown) option|applet not found/i;

/** Runs fallocate(1), since Node has no call for fallocate(2). */
export async function punchHole(path: string, bytes: number): Promise<boolean> {
  const length = await wholeBlocks(path, bytes);
  if (length === 0) return true;
  try {
    const args = ['--punch-hole', '--keep-size', '--offset', '0', '--length', `${length}`];
    const { exitCode, stderr } = await runProgram('fallocate', [...args, '--', path]);
    if (exitCode === 0) return true;
    if (CANNOT.test(stderr)) return false;
    throw new Error(`punching a hole into ${path} failed: ${stderr.trim()}`);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false; // no fallocate on this machine
    throw error;
  }
}
