import { expect, test } from 'vitest';
import { hasVariable, parseEnvironment } from '../../../src/os/linux/parse-environment.js';

test('variables are split at NULs and at their first =', () => {
  const bytes = Buffer.from('A=1\0B=x=y z\nw\0EMPTY=\0junk\0=odd\0A=second\0');
  expect([...parseEnvironment(bytes)]).toEqual([
    ['A', '1'],
    ['B', 'x=y z\nw'],
    ['EMPTY', ''],
  ]);
});

test('no bytes are no variables', () => {
  expect(parseEnvironment(Buffer.alloc(0)).size).toBe(0);
});

test.each([
  { environ: 'UID=ab\0X=1\0', found: true },
  { environ: 'X=1\0UID=ab\0', found: true },
  { environ: 'X=1\0UID=ab', found: true },
  { environ: 'X=1\0UID=abc\0', found: false },
  { environ: 'MYUID=ab\0', found: false },
  { environ: 'X=UID=ab\0', found: false },
  { environ: 'MYUID=ab\0X=1\0UID=ab\0', found: true },
  { environ: '', found: false },
])('UID=ab in $environ: $found', ({ environ, found }) => {
  expect(hasVariable(Buffer.from(environ), Buffer.from('UID=ab'))).toBe(found);
});
