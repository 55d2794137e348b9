import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import fsPromises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import { replaceFile } from '../../src/store/atomic-file.js';
import { verifies } from '../support/verifies.js';

type Method = (this: FileHandle, ...args: unknown[]) => Promise<unknown>;

function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'claude-sessions-atomic-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}

/** Writes down, in order, what is done to the files of `directory` through `node:fs/promises`. */
async function recordSteps(directory: string, run: () => Promise<void>): Promise<string[]> {
  const steps: string[] = [];
  const names = new WeakMap<FileHandle, string>();
  const nameOf = (path: unknown): string => {
    const name = String(path);
    if (name === directory) return 'directory';
    return basename(name) === 'file' ? 'file' : 'temporary';
  };

  const open = fsPromises.open.bind(fsPromises);
  vi.spyOn(fsPromises, 'open').mockImplementation(async (path, ...rest) => {
    const handle = await open(path, ...rest);
    names.set(handle, nameOf(path));
    return handle;
  });
  const rename = fsPromises.rename.bind(fsPromises);
  vi.spyOn(fsPromises, 'rename').mockImplementation(async (from, to) => {
    steps.push(`rename ${nameOf(from)} to ${nameOf(to)}`);
    await rename(from, to);
  });
  // FileHandle is not exported: its methods are those of any handle.
  const probe = await open(directory, 'r');
  const methods = Object.getPrototypeOf(probe) as Record<string, Method>;
  await probe.close();
  for (const [method, verb] of [
    ['writeFile', 'write'],
    ['sync', 'sync'],
  ] as const) {
    const original = methods[method];
    if (original === undefined) throw new Error(`a FileHandle has no ${method}`);
    vi.spyOn(methods, method).mockImplementation(async function (this: FileHandle, ...args) {
      await original.apply(this, args);
      steps.push(`${verb} ${names.get(this) ?? 'another file'}`);
    });
  }
  syncBuiltinESMExports();
  try {
    await run();
  } finally {
    vi.restoreAllMocks();
    syncBuiltinESMExports();
  }
  return steps;
}

verifies(
  'torn:manifest',
  'written, synced, renamed, and the directory synced, in this order',
  async () => {
    const directory = scratch();
    const file = join(directory, 'file');
    const steps = await recordSteps(directory, async () => replaceFile(file, 'contents'));
    expect(steps).toEqual([
      'write temporary',
      'sync temporary',
      'rename temporary to file',
      'sync directory',
    ]);
    expect(readFileSync(file, 'utf8')).toBe('contents');
    expect(lstatSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(['file']);
  },
);

verifies('private:links', 'a link is replaced, not followed', async () => {
  const directory = scratch();
  const elsewhere = join(scratch(), 'elsewhere');
  writeFileSync(elsewhere, 'not ours');
  const file = join(directory, 'file');
  symlinkSync(elsewhere, file);
  await replaceFile(file, 'ours');
  expect(readFileSync(elsewhere, 'utf8')).toBe('not ours');
  expect(lstatSync(file).isSymbolicLink()).toBe(false);
  expect(readFileSync(file, 'utf8')).toBe('ours');
});

verifies('torn:manifest', 'of two at once one is there, whole', async () => {
  const directory = scratch();
  const file = join(directory, 'file');
  const contents = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(100_000));
  await Promise.all(contents.map(async (text) => replaceFile(file, text)));
  expect(contents).toContain(readFileSync(file, 'utf8'));
  expect(readdirSync(directory)).toEqual(['file']);
});
