import { expect, test } from 'vitest';
import { isNewer } from '../../../src/domain/versions.js';

test.each([
  ['1.0.1', '1.0.0'],
  ['1.10.0', '1.9.3'],
  ['2.0.0', '1.99.99'],
  ['1.0.0', '1.0.0-beta'],
  ['1.0.1-beta', '1.0.0'],
  ['1.1', '1.0.9'],
])('%s is newer than %s, and not the other way round', (newer, older) => {
  expect(isNewer(newer, older)).toBe(true);
  expect(isNewer(older, newer)).toBe(false);
});

test.each([
  ['1.0.0', '1.0.0'],
  ['1.0', '1.0.0'],
  ['1.0.0-alpha', '1.0.0-beta'],
  ['', '0.0.0'],
  ['garbage', 'rubbish'],
])('neither of %j and %j is newer', (a, b) => {
  expect([isNewer(a, b), isNewer(b, a)]).toEqual([false, false]);
});
