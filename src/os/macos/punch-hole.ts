import { isErrno } from '../errno.js';
import { wholeBlocks } from '../whole-blocks.js';
import type { Tools } from './run-tool.js';

/**
 * fcntl(2) with F_PUNCHHOLE (99) and a `struct fpunchhole`: flags, reserved,
 * offset, length. Its exit code is the errno.
 */
const SCRIPT = `
  open(my $file, '+<', $ARGV[0]) or exit $!+0;
  fcntl($file, 99, pack('LLqq', 0, 0, 0, $ARGV[1])) or exit $!+0;
`;

/** EINVAL, ENOTTY, ENOTSUP, ENOSYS and EOPNOTSUPP of macOS: no holes here. */
const CANNOT: readonly number[] = [22, 25, 45, 78, 102];

/** Runs perl(1), which macOS comes with, since Node has no call for fcntl(2). APFS only. */
export async function punchHole(tools: Tools, path: string, bytes: number): Promise<boolean> {
  const length = await wholeBlocks(path, bytes);
  if (length === 0) return true;
  try {
    const { exitCode } = await tools.run('/usr/bin/perl', ['-e', SCRIPT, path, `${length}`]);
    if (exitCode === 0) return true;
    if (CANNOT.includes(exitCode)) return false;
    throw new Error(`punching a hole into ${path} failed with errno ${exitCode}`);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false; // no perl on this machine
    throw error;
  }
}
