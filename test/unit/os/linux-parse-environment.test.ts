import { expect, test } from 'vitest';
import { parseEnvironment, valueOf } from '../../../src/os/linux/parse-environment.js';

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
  { environ: 'UID=ab\0X=1\0', value: 'ab' },
  { environ: 'X=1\0UID=ab\0', value: 'ab' },
  { environ: 'X=1\0UID=ab', value: 'ab' },
  { environ: 'X=1\0UID=abc\0', value: 'abc' },
  { environ: 'UID=\0', value: '' },
  { environ: 'MYUID=ab\0', value: undefined },
  { environ: 'X=UID=ab\0', value: undefined },
  { environ: 'MYUID=xy\0X=1\0UID=ab\0', value: 'ab' },
  { environ: '', value: undefined },
])('UID in $environ: $value', ({ environ, value }) => {
  expect(valueOf(Buffer.from(environ), Buffer.from('UID='))).toBe(value);
});
