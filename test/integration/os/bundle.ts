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
    // For CommonJS packages that load modules of Node.
    banner: {
      js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
    },
  });
  return outfile;
}
