import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requirements } from '../requirements.js';

const TESTS = join(import.meta.dirname, '..');

/** The ids that the tests cite, read from their text: `verifies('read-once:position', …`. */
async function citedIds(): Promise<ReadonlySet<string>> {
  const files = (await readdir(TESTS, { recursive: true })).filter((file) =>
    file.endsWith('.test.ts'),
  );
  const texts = await Promise.all(files.map((file) => readFile(join(TESTS, file), 'utf8')));
  const cited = texts.flatMap((text) =>
    Array.from(text.matchAll(/\bverifies\(\s*['"`]([^'"`]*)['"`]/g), ([, id = '']) => id),
  );
  return new Set(cited);
}

test('no promise goes without a test', async () => {
  const cited = await citedIds();
  expect(Object.keys(requirements).filter((id) => !cited.has(id))).toEqual([]);
});

test('no test cites a promise that nobody made', async () => {
  expect([...(await citedIds())].filter((id) => !Object.hasOwn(requirements, id))).toEqual([]);
});
