// Builds the two programs that bin/ starts. `--watch` builds again after every change.
import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { LAZY_IMPORT, withLazyImports } from './lazy-imports.js';
import { lazyOclif } from './lazy-oclif.js';
import { moduleLocation } from './module-location.js';
import { thirdPartyLicenses } from './third-party-licenses.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const OUTPUT = join(ROOT, 'dist');
const NO_BUILD_ID = '0'.repeat(32);

/**
 * Writes each bundle with the hash of its own text in its first line, which is
 * what the code cache of bin/load-bundle.cjs is kept under. A size and a time
 * would not do: installers reset times, and V8 compares only the length.
 */
const stampAndWrite = {
  name: 'stamp-and-write',
  setup({ onEnd }) {
    onEnd(async ({ errors, outputFiles, metafile }) => {
      if (errors.length > 0) return;
      await mkdir(OUTPUT, { recursive: true });
      for (const { path, contents } of outputFiles) {
        await replaceFile(path, path.endsWith('.cjs') ? stamp(contents) : contents);
      }
      const licenses = await thirdPartyLicenses(ROOT, Object.keys(metafile.inputs));
      await replaceFile(join(OUTPUT, 'third-party-licenses.txt'), licenses);
    });
  },
};

/** Escapes what esbuild leaves in regular expressions: the loader reads Latin-1, which is a third faster. */
function stamp(contents) {
  const text = withLazyImports(Buffer.from(contents).toString()).replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const buildId = createHash('sha256').update(text).digest('hex').slice(0, NO_BUILD_ID.length);
  return text.replace(NO_BUILD_ID, buildId);
}

/** Other processes may be starting from this very file: they see the old one or the new one. */
async function replaceFile(path, contents) {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, contents);
  await rename(temporary, path);
}

const options = {
  absWorkingDir: ROOT,
  entryPoints: { claude: 'src/cli/main.ts', supervisor: 'src/supervisor/main.ts' },
  outdir: OUTPUT,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  // oclif looks for it where plugins are written in TypeScript; there are none.
  external: ['typescript'],
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  // vm.Script has no module loader for import(); a require() is also cheaper.
  supported: { 'dynamic-import': false },
  charset: 'ascii',
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  banner: { js: `// build ${NO_BUILD_ID}` },
  footer: { js: LAZY_IMPORT },
  logLevel: 'info',
  logOverride: { 'empty-import-meta': 'error' },
  plugins: [moduleLocation(ROOT), lazyOclif, stampAndWrite],
  metafile: true,
  write: false,
};

if (process.argv.includes('--watch')) {
  await (await context(options)).watch();
} else {
  await build(options);
}
