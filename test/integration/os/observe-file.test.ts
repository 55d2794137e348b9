import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compareFile } from '../../../src/domain/file-context.js';
import { observeFile } from '../../../src/os/observe-file.js';
import { scratchDirectory } from './start-program.js';

async function see(path: string) {
  const found = await observeFile(path);
  if (found.kind !== 'file') throw new Error(`${path} is ${found.kind}`);
  return found.version;
}

test('a file, from one look to the next', async () => {
  const path = join(scratchDirectory(), 'file');
  writeFileSync(path, 'contents');
  const seen = await see(path);
  expect(seen).toMatchObject({
    sha256: createHash('sha256').update('contents').digest('hex'),
    size: 8,
    mtime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/) as string,
  });
  const now = async () => compareFile(seen, await observeFile(path, seen));
  expect(await now()).toBe('unchanged');

  utimesSync(path, 1_000, 1_000);
  expect(await now(), 'written again with the same').toBe('unchanged');
  writeFileSync(path, 'CONTENTS');
  expect(await now()).toBe('changed');
  writeFileSync(path, 'more contents');
  expect(await now()).toBe('changed');
  rmSync(path);
  expect(await now()).toBe('deleted');
  mkdirSync(path);
  expect(await now()).toBe('unreadable');
});

test('one that is too large is told by size and time', async () => {
  const path = join(scratchDirectory(), 'file');
  writeFileSync(path, '');
  truncateSync(path, 100 * 1024 ** 3);
  const seen = await see(path);
  expect(seen.sha256).toBeUndefined();
  expect(compareFile(seen, await observeFile(path, seen))).toBe('unchanged');
  utimesSync(path, 1_000, 1_000);
  expect(compareFile(seen, await observeFile(path, seen))).toBe('changed');
});
