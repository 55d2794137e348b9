import { expect, test } from 'vitest';
import { hasCloseOnExec } from '../../../src/os/inherited-descriptors.js';

test.each([
  { flags: '02100002', closes: true },
  { flags: '02', closes: false },
  { flags: '0100000', closes: false },
  { flags: '02000000', closes: true },
])('flags $flags close on exec: $closes', ({ flags, closes }) => {
  expect(hasCloseOnExec(`pos:\t0\nflags:\t${flags}\nmnt_id:\t15\nino:\t1590\n`)).toBe(closes);
});
