'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = fs.constants;
const WRITABLE_BY_OTHERS = 0o022;
const MONTH_MS = 30 * 24 * 3600 * 1000;

/**
 * Returns the compiled code kept for this build of a bundle, and the parts of
 * the program it was made from; `undefined` where there is none to be trusted.
 * Whoever can write that file can run code as this user, so only a plain file
 * counts, in a directory, both of which nobody but the user can write.
 */
exports.readCompiled = function readCompiled(bundle, buildId) {
  try {
    const directory = cacheDirectory();
    if (!isOurs(fs.lstatSync(directory), 'isDirectory')) return undefined;
    const file = fs.openSync(
      path.join(directory, fileName(bundle, buildId)),
      O_RDONLY | O_NOFOLLOW,
    );
    try {
      return isOurs(fs.fstatSync(file), 'isFile') ? parse(fs.readFileSync(file)) : undefined;
    } finally {
      fs.closeSync(file);
    }
  } catch {
    return undefined;
  }
};

/** Keeps what `compile` returns. Never fails: without a cache the next run only starts slower. */
exports.writeCompiled = function writeCompiled(bundle, buildId, parts, compile) {
  try {
    const directory = createCacheDirectory();
    if (!isOurs(fs.lstatSync(directory), 'isDirectory')) return;
    replaceFile(path.join(directory, fileName(bundle, buildId)), [header(parts), compile()]);
    removeOld(directory, bundle);
  } catch {
    return;
  }
};

/** A line of parts, filled up to a multiple of 8 bytes: V8 copies compiled code that starts elsewhere. */
function header(parts) {
  const line = parts.join(' ');
  return Buffer.from(`${line.padEnd(Math.ceil((line.length + 1) / 8) * 8 - 1)}\n`, 'latin1');
}

function parse(contents) {
  const end = contents.indexOf('\n') + 1;
  const parts = contents
    .latin1Slice(0, end)
    .split(/\s+/)
    .filter((part) => part !== '');
  return { parts, code: contents.subarray(end) };
}

/**
 * V8 takes only what it compiled itself, in the same version, with the same
 * flags, for the same kind of processor. It sees to all that and rejects the
 * rest; the name keeps those that differ from replacing each other at each run.
 * It does not notice another source of the same length: that is what the build id is for.
 */
function fileName(bundle, buildId) {
  const flags = [...process.execArgv, process.env.NODE_OPTIONS].filter((flag) => flag).join(' ');
  const suffix = flags === '' ? '' : `-${hash(flags)}`;
  return `${bundle}-${buildId}-${process.version}-${process.arch}${suffix}.cache`;
}

/** FNV-1a: node:crypto takes longer to load than all of this to run. */
function hash(text) {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return value.toString(16).padStart(8, '0');
}

/** The same directory as `env-paths` names, which is not loaded for it. */
function cacheDirectory() {
  const { CLAUDE_SESSIONS_HOME, XDG_CACHE_HOME } = process.env;
  if (CLAUDE_SESSIONS_HOME) return path.resolve(CLAUDE_SESSIONS_HOME, 'cache');
  if (process.platform === 'darwin') return path.join(home(), 'Library/Caches/claude-sessions');
  return path.join(XDG_CACHE_HOME || path.join(home(), '.cache'), 'claude-sessions');
}

function home() {
  return require('node:os').homedir();
}

/**
 * Creates the directory, and its parent where that is the platform's. A home
 * that was named and is not there, or no longer, is not brought back by a cache.
 * Step by step: `recursive` never returns where nothing can be made, as in /proc.
 */
function createCacheDirectory() {
  const directory = cacheDirectory();
  if (!process.env.CLAUDE_SESSIONS_HOME) createDirectory(path.dirname(directory));
  createDirectory(directory);
  return directory;
}

function createDirectory(directory) {
  try {
    fs.mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
}

function isOurs(stats, isKind) {
  return (
    stats[isKind]() && stats.uid === process.getuid() && (stats.mode & WRITABLE_BY_OTHERS) === 0
  );
}

/** V8 does not check the contents, so they must be on the disk before the name is. */
function replaceFile(target, contents) {
  const temporary = `${target}.${process.pid}.tmp`;
  const file = fs.openSync(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    for (const content of contents) fs.writeFileSync(file, content);
    fs.fsyncSync(file);
    fs.renameSync(temporary, target);
  } catch (error) {
    fs.unlinkSync(temporary);
    throw error;
  } finally {
    fs.closeSync(file);
  }
}

/** What other builds and versions of Node left, and temporary files of crashes. */
function removeOld(directory, bundle) {
  const oldest = Date.now() - MONTH_MS;
  for (const name of fs.readdirSync(directory)) {
    const file = path.join(directory, name);
    if (name.startsWith(`${bundle}-`) && fs.lstatSync(file).mtimeMs < oldest) fs.unlinkSync(file);
  }
}
