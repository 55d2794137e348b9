import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');

declare global {
  // Vitest loads this file anew for each project that names it.
  var programBuilt: Promise<unknown> | undefined;
}

/** Builds `dist/` once in a run of Vitest, so that no test runs an old program. */
export default async function setup(): Promise<void> {
  globalThis.programBuilt ??= promisify(execFile)(process.execPath, ['scripts/build.js'], {
    cwd: ROOT,
  });
  await globalThis.programBuilt;
}
