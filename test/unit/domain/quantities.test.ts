import { describe, expect, test } from 'vitest';
import {
  parseDuration,
  parseSize,
  renderDuration,
  renderSize,
} from '../../../src/domain/quantities.js';

const HOUR = 60 * 60 * 1000;

test.each([
  ['500ms', 500],
  ['0ms', 0],
  ['30s', 30_000],
  ['5m', 300_000],
  ['2h', 2 * HOUR],
  ['7d', 7 * 24 * HOUR],
  ['1.5s', 1500],
  ['0.5d', 12 * HOUR],
  [' 5s ', 5000],
])('the duration %j is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  ['0B', 0],
  ['1B', 1],
  ['64KB', 65_536],
  ['10MB', 10_485_760],
  ['1GB', 1_073_741_824],
  ['1TB', 1_099_511_627_776],
  ['1.5kb', 1536],
  ['64mb', 67_108_864],
])('the size %j has %d bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

const NO_NUMBER = ['', ' ', 'x', '-1', '+1', '1e3', '0x10', 'Infinity', 'NaN', '.5', '5.', '1,5'];

describe.each([
  {
    what: 'duration',
    parse: parseDuration,
    units: ['ms', 's'],
    bad: ['5', '5 s', '5S', '5w', '5s5', 'ms', '1h30m', `${'9'.repeat(40)}d`],
  },
  {
    what: 'size',
    parse: parseSize,
    units: ['KB', 'MB'],
    bad: ['64', '64 KB', '64K', '64KiB', '64PB', 'KB', `${'9'.repeat(40)}TB`],
  },
])('no $what', ({ what, parse, units, bad }) => {
  const wrong = [...bad, ...NO_NUMBER.flatMap((text) => units.map((unit) => `${text}${unit}`))];
  test.each(wrong)('%j', (text) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code: `INVALID_${what.toUpperCase()}` }),
    );
  });
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KB'],
  [1536, '1.5 KB'],
  [100 * 1024, '100 KB'],
  [64 * 1024 ** 2, '64.0 MB'],
  [5 * 1024 ** 3, '5.0 GB'],
  [2000 * 1024 ** 4, '2000 TB'],
])('%d bytes are shown as %s', (bytes, text) => {
  expect(renderSize(bytes)).toBe(text);
});

test.each([
  [-5, '0s'],
  [0, '0s'],
  [999, '0s'],
  [45_000, '45s'],
  [12 * 60_000, '12m 0s'],
  [3 * HOUR + 20 * 60_000, '3h 20m'],
  [52 * HOUR, '2d 4h'],
])('%d ms are shown as %s', (ms, text) => {
  expect(renderDuration(ms)).toBe(text);
});
