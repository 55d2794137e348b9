import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exitCodeFor } from '../../src/domain/exit-codes.js';

const ROOT = join(import.meta.dirname, '../..');
/** Words of this form that are names of variables, or codes of Node. */
const NO_CODES = /^(?:CLAUDE|XDG|ERR|NO_COLOR$)/;

/** Every code that the sources name. The layer of the system has none of its own. */
async function namedCodes(): Promise<readonly string[]> {
  const codes = new Set<string>();
  for (const folder of ['src', 'commands']) {
    const files = await readdir(join(ROOT, folder), { recursive: true });
    for (const file of files.filter((name) => /\.tsx?$/.test(name) && !name.startsWith('os/'))) {
      const text = await readFile(join(ROOT, folder, file), 'utf8');
      for (const [, code = ''] of text.matchAll(/'([A-Z]+(?:_[A-Z]+)+)'/g)) codes.add(code);
    }
  }
  return [...codes].filter((code) => !NO_CODES.test(code)).sort();
}

/** Code and exit code, as the list has them. */
async function listedCodes(): Promise<Readonly<Record<string, number>>> {
  const text = await readFile(join(ROOT, 'docs/errors.md'), 'utf8');
  const sections = text.split(/^## (?=\d)/m).slice(1);
  return Object.fromEntries(
    sections.flatMap((section) =>
      Array.from(
        section.matchAll(/^\| `([A-Z_]+)` \| \S.* \| \S.* \|$/gm),
        ([, code = '']) => [code, Number.parseInt(section, 10)] as const,
      ),
    ),
  );
}

test('docs/errors.md has every code, and no other', async () => {
  expect(Object.keys(await listedCodes()).sort()).toEqual(await namedCodes());
});

test('docs/errors.md has each code under its exit code', async () => {
  const listed = await listedCodes();
  const real = Object.keys(listed).map((code) => [code, exitCodeFor(code)] as const);
  expect(listed).toEqual(Object.fromEntries(real));
});
