import { lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { replaceFile } from '../../src/store/atomic-file.js';
import { recordSteps } from '../support/record-steps.js';
import { scratchDirectory } from '../support/scratch.js';
import { verifies } from '../support/verifies.js';

verifies(
  'torn:manifest',
  'written, synced, renamed, and the directory synced, in this order',
  async () => {
    const directory = scratchDirectory();
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
  const directory = scratchDirectory();
  const elsewhere = join(scratchDirectory(), 'elsewhere');
  writeFileSync(elsewhere, 'not ours');
  const file = join(directory, 'file');
  symlinkSync(elsewhere, file);
  await replaceFile(file, 'ours');
  expect(readFileSync(elsewhere, 'utf8')).toBe('not ours');
  expect(lstatSync(file).isSymbolicLink()).toBe(false);
  expect(readFileSync(file, 'utf8')).toBe('ours');
});

verifies('torn:manifest', 'of two at once one is there, whole', async () => {
  const directory = scratchDirectory();
  const file = join(directory, 'file');
  const contents = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(100_000));
  await Promise.all(contents.map(async (text) => replaceFile(file, text)));
  expect(contents).toContain(readFileSync(file, 'utf8'));
  expect(readdirSync(directory)).toEqual(['file']);
});
