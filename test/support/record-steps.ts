import fsPromises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import { vi } from 'vitest';

type Method = (this: FileHandle, ...args: unknown[]) => Promise<unknown>;

/** What a step is called, by the method of a file handle that does it. */
const VERBS = { write: 'write', writeFile: 'write', sync: 'sync' } as const;

/**
 * Writes down, in order, what is done to the files of `directory` through
 * `node:fs/promises`: written, synced, renamed, linked. A write or a sync counts when it is over.
 */
export async function recordSteps(
  directory: string,
  run: () => Promise<unknown>,
): Promise<string[]> {
  const steps: string[] = [];
  const names = new WeakMap<FileHandle, string>();
  const nameOf = (path: unknown): string => {
    const name = String(path);
    if (name === directory) return 'directory';
    if (name.endsWith('.tmp')) return 'temporary';
    return name.includes('.damaged-') ? 'aside' : basename(name);
  };
  const { open, rename, link } = fsPromises;
  vi.spyOn(fsPromises, 'open').mockImplementation(async (path, ...rest) => {
    const handle = await open(path, ...rest);
    names.set(handle, nameOf(path));
    return handle;
  });
  vi.spyOn(fsPromises, 'rename').mockImplementation(async (from, to) => {
    steps.push(`rename ${nameOf(from)} to ${nameOf(to)}`);
    await rename(from, to);
  });
  vi.spyOn(fsPromises, 'link').mockImplementation(async (from, to) => {
    steps.push(`link ${nameOf(from)} to ${nameOf(to)}`);
    await link(from, to);
  });
  // FileHandle is not exported: its methods are those of any handle.
  const probe = await open(directory, 'r');
  const methods = Object.getPrototypeOf(probe) as Record<string, Method>;
  await probe.close();
  for (const [method, verb] of Object.entries(VERBS)) {
    const original = methods[method];
    if (original === undefined) throw new Error(`a FileHandle has no ${method}`);
    vi.spyOn(methods, method).mockImplementation(async function (this: FileHandle, ...args) {
      const result = await original.apply(this, args);
      steps.push(`${verb} ${names.get(this) ?? 'another file'}`);
      return result;
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
