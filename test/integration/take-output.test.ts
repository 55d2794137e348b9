import fc from 'fast-check';
import { expect } from 'vitest';
import { takeBytes, takeLines } from '../../src/domain/take-output.js';
import { strayContinuation, wholeCharacters } from '../../src/domain/utf8.js';
import { verifies } from '../support/verifies.js';

/** Text with characters of one to four bytes, about as many of each. */
const character = fc.oneof(
  fc.constantFrom('a', '\n'),
  fc.constantFrom('é', '߿'),
  fc.constantFrom('€', '\uFFFD'),
  fc.constantFrom('😀', '\u{10FFFF}'),
);
const text = fc.array(character, { maxLength: 40 }).map((characters) => characters.join(''));
const anyBytes = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));
const maxBytes = fc.integer({ min: 4, max: 20 });
/** Where the shell stood at each look: what it had written by then. */
const arrivals = fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 60 });

/** Reads `bytes` as they arrive, then what is left after the end. */
function readAll(bytes: Buffer, steps: readonly number[], most: number): Buffer[] {
  const pieces: Buffer[] = [];
  let written = 0;
  let position = 0;
  const read = (isOpen: boolean): number => {
    const available = bytes.subarray(position, Math.min(written, position + most + 1));
    const { output, consumed } = takeBytes(available, { maxBytes: most, isOpen });
    expect(output.length).toBeLessThanOrEqual(most);
    expect(output).toEqual(bytes.subarray(position, position + consumed));
    if (output.length > 0) pieces.push(output);
    position += consumed;
    return consumed;
  };
  for (const step of steps) {
    written = Math.min(bytes.length, written + step);
    read(true);
  }
  written = bytes.length;
  while (read(false) > 0);
  return pieces;
}

verifies('read-once:characters', 'any bytes in any pieces are put together again', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        anyBytes,
        text.map((whole) => Buffer.from(whole)),
      ),
      arrivals,
      maxBytes,
      (bytes, steps, most) => {
        expect(Buffer.concat(readAll(bytes, steps, most))).toEqual(bytes);
      },
    ),
    { numRuns: 2_000 },
  );
});

verifies('read-once:characters', 'no piece of a text begins or ends within a character', () => {
  fc.assert(
    fc.property(text, arrivals, maxBytes, (whole, steps, most) => {
      const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
      for (const piece of readAll(Buffer.from(whole), steps, most)) decoder.decode(piece);
    }),
    { numRuns: 2_000 },
  );
});

verifies(
  'read-once:characters',
  'at most three bytes are held back, and only an unfinished character',
  () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const kept = bytes.subarray(wholeCharacters(bytes));
        expect(kept.length).toBeLessThanOrEqual(3);
        // The held back bytes begin with a byte that announces more than are there.
        if (kept.length > 0) expect(kept[0]).toBeGreaterThanOrEqual(0xc2);
        expect(strayContinuation(kept)).toBe(0);
      }),
      { numRuns: 2_000 },
    );
  },
);

verifies(
  'read-once:characters',
  'reading from anywhere in a text skips to the next character',
  () => {
    fc.assert(
      fc.property(text, fc.nat(), (whole, at) => {
        const bytes = Buffer.from(whole);
        const rest = bytes.subarray(at % (bytes.length + 1));
        const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
        expect(whole.endsWith(decoder.decode(rest.subarray(strayContinuation(rest))))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  },
);

verifies('read-once:position', 'what a line has too much is counted, whatever the limit', () => {
  fc.assert(
    fc.property(text, fc.boolean(), maxBytes, (whole, isOpen, most) => {
      const bytes = Buffer.from(whole);
      const taken = takeLines(bytes, { maxBytes: most, isOpen }, (lines) => lines.map(() => true));
      expect(taken.output.length + taken.cutBytes).toBe(taken.consumed);
      expect(taken.output.length).toBeLessThanOrEqual(most);
      const lastByte = bytes[taken.consumed - 1];
      if (lastByte === 10) expect(taken.output.at(-1), 'a line stays a line').toBe(10);
    }),
    { numRuns: 2_000 },
  );
});

verifies('read-once:position', 'every line is matched once and whole, however it is read', () => {
  fc.assert(
    fc.property(text, arrivals, fc.integer({ min: 4, max: 200 }), (whole, steps, most) => {
      const bytes = Buffer.from(whole);
      const lines = whole.split('\n');
      // Longer ones may be cut: that is another matter.
      fc.pre(lines.every((line) => Buffer.byteLength(line) + 1 < most));
      let written = 0;
      let position = 0;
      let output = '';
      const read = (isOpen: boolean): number => {
        const taken = takeLines(
          bytes.subarray(position, written),
          { maxBytes: most, isOpen },
          (seen) => seen.map((line) => line.includes('a')),
        );
        expect(taken.output.length).toBeLessThanOrEqual(most);
        output += taken.output.toString();
        position += taken.consumed;
        return taken.consumed;
      };
      for (const step of steps) {
        written = Math.min(bytes.length, written + step);
        read(true);
      }
      written = bytes.length;
      while (read(false) > 0);
      const wanted = lines
        .map((line, index) => (index < lines.length - 1 ? `${line}\n` : line))
        .filter((line) => line.includes('a'));
      expect(output).toBe(wanted.join(''));
    }),
    { numRuns: 2_000 },
  );
});
