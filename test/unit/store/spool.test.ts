import { describe, expect, test } from 'vitest';
import { parseSpoolName, parseSpoolRecord } from '../../../src/store/spool.js';

const UID = '0b9c0a9e-5c9b-4d5d-9d6f-0d1a2b3c4d5e';

describe('the name of a record', () => {
  test.each(['started', 'exited', 'drained', 'stalled'])('ends with its kind: %s', (kind) => {
    expect(parseSpoolName(`${UID}.${kind}`)).toEqual({ uid: UID, kind });
  });

  test.each([
    `${UID}.pending`,
    `${UID}.pid`,
    UID,
    `${UID}.`,
    `.started`,
    `started`,
    `${UID}.started.tmp`,
    `..%2fx.started`,
    `../../x0000000.started`,
    `UPPERCASE.exited`,
    '',
  ])('is nothing else: %j', (name) => {
    expect(parseSpoolName(name)).toBeUndefined();
  });
});

describe('the record of a start', () => {
  test('has the process and its shim', () => {
    expect(parseSpoolRecord('started', '12 345 10 340\n', 7)).toEqual({
      kind: 'started',
      at: 7,
      pid: 12,
      startTicks: 345,
      shimPid: 10,
      shimStartTicks: 340,
    });
  });

  test('has no start times where there is no /proc', () => {
    expect(parseSpoolRecord('started', '12 0 10 0\n', 7)).toMatchObject({
      startTicks: undefined,
      shimStartTicks: undefined,
    });
  });

  test.each(['', '\n', '12', '12 345', '0 1 2 3', '-5 1 2 3', 'x 1 2 3', '12 345 x 4', '12 3 0 4'])(
    'is none: %j',
    (text) => {
      expect(parseSpoolRecord('started', text, 7)).toBeUndefined();
    },
  );
});

describe('the record of an exit', () => {
  test.each([
    ['0', 0],
    ['143\n', 143],
    [`7${' '.repeat(62)}\n`, 7], // over what was reserved for it
    ['271 ', 271],
  ])('%j is %d', (text, code) => {
    expect(parseSpoolRecord('exited', text, 7)).toEqual({ kind: 'exited', at: 7, code });
  });

  test.each(['', ' \n', `${' '.repeat(63)}\n`, 'x', '1.5', 'NaN', '0x'])('%j is none', (text) => {
    expect(parseSpoolRecord('exited', text, 7)).toBeUndefined();
  });
});

test.each(['drained', 'stalled'] as const)('%s says all by being there', (kind) => {
  expect(parseSpoolRecord(kind, '', 7)).toEqual({ kind, at: 7 });
});
