'use strict';

const fs = require('node:fs');
const { createRequire, Module } = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { Script } = require('node:vm');
const { readCompiled, writeCompiled } = require('./code-cache.cjs');

/** `// build 0123…`: the first line of a bundle, written by scripts/build.js. */
const BUILD_ID = { start: '// build '.length, end: '// build '.length + 32 };

/** A process that stays keeps what it compiled after this time, since it may be killed and never exit. */
const KEEP_AFTER_MS = 5_000;

/**
 * Runs a bundle of dist/ and returns what it exports, as `require` would, but
 * with the compiled code that an earlier run left in the user's cache directory.
 * Without that code, or when it does not fit, it is compiled and left there.
 */
exports.loadBundle = function loadBundle(name) {
  const filename = path.join(__dirname, '..', 'dist', name);
  // Bundles are ASCII; reading Latin-1 skips the decoding.
  const source = fs.readFileSync(filename, 'latin1');
  const buildId = source.slice(BUILD_ID.start, BUILD_ID.end);
  const kept = readCompiled(name, buildId);
  const script = new Script(
    `(function (exports, require, module, __filename, __dirname) {${source}\n})`,
    { filename, cachedData: kept?.code },
  );
  const parts = script.cachedDataRejected === false ? kept.parts : undefined;
  reportSourceLines(filename);

  // Known under its path, so that oclif, which asks for it by path, gets this one.
  const bundle = new Module(filename, module);
  bundle.filename = filename;
  bundle.loaded = true;
  require.cache[filename] = bundle;
  keepCompiled(
    parts,
    () => bundle.exports.usedParts ?? [],
    (all) => writeCompiled(name, buildId, all, () => script.createCachedData()),
  );
  script
    .runInThisContext()
    .call(
      bundle.exports,
      bundle.exports,
      createRequire(filename),
      bundle,
      filename,
      path.dirname(filename),
    );
  return bundle.exports;
};

/**
 * Imports a bundle of dist/ that is an ES module. What `loadBundle` runs cannot
 * do so by itself: a `vm.Script` has no `import()`.
 */
exports.importBundle = function importBundle(name) {
  const filename = path.join(__dirname, '..', 'dist', name);
  reportSourceLines(filename);
  return import(pathToFileURL(filename).href);
};

/**
 * Keeps the compiled code at the end of a run that used a part of the program
 * which is not in what was kept before: V8 compiles a function when it is first
 * called, and keeps what it got from the cache.
 *
 * @param {string[] | undefined} keptParts `undefined` when nothing was kept.
 */
function keepCompiled(keptParts, usedParts, write) {
  const keep = () => {
    clearTimeout(timer);
    process.off('exit', keep);
    const parts = new Set([...(keptParts ?? []), ...usedParts()]);
    if (keptParts === undefined || parts.size > keptParts.length) write([...parts]);
  };
  const timer = setTimeout(keep, KEEP_AFTER_MS).unref();
  process.on('exit', keep);
}

/** The stack of a bug names the files and lines of src/. The source map is read only then. */
function reportSourceLines(filename) {
  process.on('uncaughtExceptionMonitor', (error) => {
    const { nameSourceLines } = require('./source-lines.cjs');
    nameSourceLines(error, filename);
  });
}
