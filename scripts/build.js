// Builds the two programs that bin/ starts, and the live view that one of them loads. `--watch` builds again after every change.
import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { FREQUENT, frequentCommands } from './frequent-commands.js';
import { inkForLongRuns } from './ink-for-long-runs.js';
import { LAZY_IMPORT, withLazyImports } from './lazy-imports.js';
import { lazyOclif } from './lazy-oclif.js';
import { moduleLocation } from './module-location.js';
import { thirdPartyLicenses } from './third-party-licenses.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const OUTPUT = join(ROOT, 'dist');
const NO_BUILD_ID = '0'.repeat(32);
/** What went into each bundle so far. */
const inputsOf = new Map();

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
      inputsOf.set(Object.keys(metafile.outputs).join(), Object.keys(metafile.inputs));
      const licenses = await thirdPartyLicenses(ROOT, [...inputsOf.values()].flat());
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

const shared = {
  absWorkingDir: ROOT,
  outdir: OUTPUT,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  charset: 'ascii',
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'info',
  metafile: true,
  write: false,
};

const programs = {
  ...shared,
  entryPoints: {
    claude: 'src/cli/main.ts',
    supervisor: 'src/supervisor/main.ts',
    ...Object.fromEntries(FREQUENT.map((name) => [`run-${name}`, `frequent:${name}`])),
  },
  outExtension: { '.js': '.cjs' },
  // oclif looks for it where plugins are written in TypeScript; there are none.
  external: ['typescript'],
  format: 'cjs',
  // vm.Script has no module loader for import(); a require() is also cheaper.
  supported: { 'dynamic-import': false },
  banner: { js: `// build ${NO_BUILD_ID}` },
  footer: { js: LAZY_IMPORT },
  logOverride: { 'empty-import-meta': 'error' },
  plugins: [moduleLocation(ROOT), frequentCommands(ROOT), lazyOclif, stampAndWrite],
};

/** An ES module: what it is built with awaits WebAssembly while it is loaded, which CommonJS cannot. */
const monit = {
  ...shared,
  entryPoints: { monit: 'src/cli/monit/main.tsx' },
  outExtension: { '.js': '.mjs' },
  format: 'esm',
  jsx: 'automatic',
  minifySyntax: true,
  define: { 'process.env.NODE_ENV': '"production"' },
  // For the CommonJS packages in it that load modules of Node.
  banner: {
    js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
  },
  plugins: [inkForLongRuns, stampAndWrite],
};

// One after the other: both tell whose licences go along.
for (const options of [programs, monit]) {
  if (process.argv.includes('--watch')) await (await context(options)).watch();
  else await build(options);
}
