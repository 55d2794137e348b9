import { expect, test } from 'vitest';
import { isErrno } from '../../../src/os/errno.js';

const missing = Object.assign(new Error('no such file'), { code: 'ENOENT' });

test.each([
  { error: missing, codes: ['ENOENT'], is: true },
  { error: missing, codes: ['EPERM', 'ENOENT'], is: true },
  { error: missing, codes: ['EPERM'], is: false },
  { error: missing, codes: [], is: false },
  { error: new Error('ENOENT'), codes: ['ENOENT'], is: false },
  { error: { code: 'ENOENT' }, codes: ['ENOENT'], is: false },
  { error: undefined, codes: ['ENOENT'], is: false },
])('$error is one of $codes: $is', ({ error, codes, is }) => {
  expect(isErrno(error, ...codes)).toBe(is);
});
