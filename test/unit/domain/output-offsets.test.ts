import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { offsetsOf, planTrim } from '../../../src/domain/output-offsets.js';
import type { OutputRecord } from '../../../src/domain/shell.js';

function record(fields: Partial<OutputRecord> = {}): OutputRecord {
  return { position: 0, start: 0, fileBase: 0, maxBytes: 1000, ...fields };
}

describe('where a log stands', () => {
  test.each([
    { what: 'nothing written', output: {}, log: 0, end: 0, unread: 0 },
    { what: 'nothing read', output: {}, log: 70, end: 70, unread: 70 },
    { what: 'some read', output: { position: 30 }, log: 70, end: 70, unread: 40 },
    { what: 'holes in front', output: { position: 10, start: 50 }, log: 70, end: 70, unread: 20 },
    { what: 'a shortened file', output: { start: 50, fileBase: 50 }, log: 20, end: 70, unread: 20 },
    { what: 'a log that is gone', output: { position: 30 }, log: 0, end: 0, unread: 0 },
    { what: 'a log cut before its start', output: { start: 50 }, log: 10, end: 50, unread: 0 },
  ])('$what', ({ output, log, end, unread }) => {
    expect(offsetsOf(record(output), log)).toEqual({ end, unread });
  });
});

/** Any log, read up to anywhere in it, trimmed any number of times. */
const logs = fc
  .record({
    written: fc.nat({ max: 10_000_000 }),
    maxBytes: fc.integer({ min: 4096, max: 1_000_000 }),
    start: fc.double({ min: 0, max: 1, noNaN: true }),
    position: fc.double({ min: 0, max: 1, noNaN: true }),
    isShortened: fc.boolean(),
  })
  .map(({ written, maxBytes, start, position, isShortened }) => {
    const begin = Math.floor(start * written);
    const fileBase = isShortened ? begin : 0;
    return {
      written,
      output: record({
        maxBytes,
        start: begin,
        position: Math.floor(position * written),
        fileBase,
      }),
      logBytes: written - fileBase,
    };
  });

describe('a trim', () => {
  test('is planned just where more than the cap is kept', () => {
    fc.assert(
      fc.property(logs, ({ output, logBytes, written }) => {
        const isOver = written - output.start > output.maxBytes;
        expect(planTrim(output, logBytes) !== undefined).toBe(isOver);
      }),
    );
  });

  test('goes forward, and leaves the newest three quarters of the cap', () => {
    fc.assert(
      fc.property(logs, ({ output, logBytes, written }) => {
        const start = planTrim(output, logBytes);
        if (start === undefined) return;
        expect(start).toBeGreaterThan(output.start);
        expect(written - start).toBe(Math.floor(output.maxBytes * 0.75));
      }),
    );
  });

  test('is enough: none is planned right after it, and what was read stays read', () => {
    fc.assert(
      fc.property(logs, ({ output, logBytes }) => {
        const start = planTrim(output, logBytes);
        if (start === undefined) return;
        const trimmed = { ...output, start };
        expect(planTrim(trimmed, logBytes)).toBeUndefined();
        const { end, unread } = offsetsOf(trimmed, logBytes);
        expect(end).toBe(offsetsOf(output, logBytes).end);
        expect(unread).toBe(Math.min(offsetsOf(output, logBytes).unread, end - start));
      }),
    );
  });

  test('is not planned for a log that is exactly full', () => {
    expect(planTrim(record(), 1000)).toBeUndefined();
    expect(planTrim(record(), 1001)).toBe(251);
  });
});
