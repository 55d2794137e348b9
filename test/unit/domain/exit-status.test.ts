import { describe, expect, test } from 'vitest';
import { constants } from 'node:os';
import { exitCodeFor } from '../../../src/domain/exit-codes.js';
import { exitStatusOf, isEndedBy } from '../../../src/domain/exit-status.js';

test.each([
  [0, { exitCode: 0 }],
  [1, { exitCode: 1 }],
  [127, { exitCode: 127 }],
  [128, { exitCode: 128 }],
  [129, { exitCode: 129, signal: 'SIGHUP' }],
  [130, { exitCode: 130, signal: 'SIGINT' }],
  [137, { exitCode: 137, signal: 'SIGKILL' }],
  [143, { exitCode: 143, signal: 'SIGTERM' }],
  [145, { exitCode: 145 }], // SIGCHLD, or SIGSTOP: ends nothing
  [255, { exitCode: 255 }],
  [256 + 15, { exitCode: 143, signal: 'SIGTERM' }], // ksh
])('$? of %d is %o', (code, exit) => {
  expect(exitStatusOf(code)).toEqual(exit);
});

test('signals have the numbers that this system gives them', () => {
  const named = Array.from({ length: 127 }, (_, number) => ({
    number: number + 1,
    signal: exitStatusOf(128 + number + 1).signal,
  })).filter(({ signal }) => signal !== undefined);
  expect(named.length).toBeGreaterThan(10);
  for (const { number, signal } of named)
    expect([signal, constants.signals[signal as NodeJS.Signals]]).toEqual([signal, number]);
});

test('an end is by the signal that it names, and no other', () => {
  const term = exitStatusOf(143);
  expect(isEndedBy(term, 'SIGTERM')).toBe(true);
  expect(isEndedBy(term, 'SIGKILL')).toBe(false);
  expect(isEndedBy(exitStatusOf(0), undefined)).toBe(false);
});

describe('the exit code that an error leads to', () => {
  test.each([
    ['INVALID_ID', 2],
    ['COMMAND_EMPTY', 2],
    ['NO_SESSION', 3],
    ['SHELL_NOT_FOUND', 3],
    ['OUTPUT_BUSY', 4],
    ['SUPERVISOR_UNREACHABLE', 5],
    ['DISK_FULL', 1],
  ])('%s: %d', (code, exit) => {
    expect(exitCodeFor(code)).toBe(exit);
  });
});
