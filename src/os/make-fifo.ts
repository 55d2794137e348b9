import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

/** Makes a FIFO for its owner alone, in the place of whatever is there. */
export async function makeFifo(path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  rmSync(path, { force: true });
  await promisify(execFile)('mkfifo', ['-m', '600', path]);
}
