import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineReader } from '../../../src/protocol/line-reader.js';
import { anyText } from '../../support/any-text.js';

/** Cuts bytes at the given places, which may be anywhere, also within a character. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => Math.floor(place * bytes.length)), bytes.length];
  ends.sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

const line = anyText.map((text) => text.replaceAll('\n', ''));
const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });

test('gives the lines that were sent, whatever the pieces they arrive in', () => {
  fc.assert(
    fc.property(fc.array(line), line, places, (lines, rest, cuts) => {
      const reader = new LineReader(1_000_000);
      const bytes = Buffer.from(lines.map((each) => `${each}\n`).join('') + rest);
      const read = cut(bytes, cuts).flatMap((piece) => reader.push(piece) ?? ['refused']);
      expect(read).toEqual(lines);
      expect(reader.push(Buffer.from('\n'))).toEqual([rest]);
    }),
  );
});

describe('a line over the limit', () => {
  test.each([
    { what: 'at once', pieces: ['123456\n'] },
    { what: 'in pieces', pieces: ['123', '456'] },
    { what: 'without an end', pieces: ['123456'] },
    { what: 'after others', pieces: ['1\n2\n123456\n3\n'] },
    { what: 'in bytes, not letters', pieces: ['ééé\n'] },
  ])('ends the reading: $what', ({ pieces }) => {
    const reader = new LineReader(5);
    const read = pieces.map((piece) => reader.push(Buffer.from(piece)));
    expect(read.at(-1)).toBeUndefined();
  });

  test('is not one that is exactly as long', () => {
    const reader = new LineReader(5);
    expect(reader.push(Buffer.from('12345\n12345'))).toEqual(['12345']);
    expect(reader.push(Buffer.from('\n'))).toEqual(['12345']);
  });
});
