import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteForPeople, toPrintable } from '../../../src/domain/printable.js';
import { anyText } from '../../support/any-text.js';

test.each([
  ['npm run dev', 'npm run dev'],
  ['a\nb\tc', 'a\\nb\\tc'],
  ['\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
  ['\u009b31m', '\\u009b31m'],
  ['\u202egnp.exe', '\\u202egnp.exe'],
  ['ä€😀会', 'ä€😀会'],
  ['\r', '\\u000d'],
])('%j is shown as %j', (text, shown) => {
  expect(toPrintable(text)).toBe(shown);
});

test('nothing that comes out can steer a terminal', () => {
  fc.assert(
    fc.property(
      anyText,
      (text) => !/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(toPrintable(text)),
    ),
  );
});

test('in a message it is quoted and short', () => {
  expect(quoteForPeople('a b')).toBe('"a b"');
  expect(quoteForPeople('x'.repeat(60))).toBe(`"${'x'.repeat(60)}"`);
  expect(quoteForPeople('x'.repeat(61))).toBe(`"${'x'.repeat(59)}…"`);
});
