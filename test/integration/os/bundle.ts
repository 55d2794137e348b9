import { buildSync } from 'esbuild';
import { join } from 'node:path';
import { scratchDirectory } from './start-program.js';

/** A program in TypeScript, made into one that plain Node runs, for as long as the test lasts. */
export function bundle(entryPoint: string): string {
  const outfile = join(scratchDirectory(), 'program.mjs');
  buildSync({
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return outfile;
}
