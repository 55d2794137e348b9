import { expect, test } from 'vitest';
import { type History, recordUsage, spreadOver } from '../../../../src/cli/monit/history.js';

const SLOT_MS = 5_000;

function record(samples: readonly (readonly [slot: number, cpu: number])[]): History {
  const history = samples.reduce<History | undefined>(
    (before, [slot, cpu]) => recordUsage(before, slot * SLOT_MS, { cpu, memory: 2 * cpu }),
    undefined,
  );
  if (history === undefined) throw new Error('no samples');
  return history;
}

test('a slot keeps the highest of its measurements', () => {
  expect(
    record([
      [100, 3],
      [100, 7],
      [100, 5],
    ]),
  ).toEqual({ lastSlot: 100, cpu: [7], memory: [14] });
});

test('a time in which nobody looked is a gap', () => {
  expect(
    record([
      [100, 3],
      [103, 5],
    ]),
  ).toMatchObject({ lastSlot: 103, cpu: [3, undefined, undefined, 5] });
});

test('five minutes are kept', () => {
  const { cpu } = record(Array.from({ length: 100 }, (_, index) => [index, index] as const));
  expect(cpu).toEqual(Array.from({ length: 60 }, (_, index) => index + 40));
});

test.each([
  ['set back', 99],
  ['far ahead', 200],
])('a clock that is %s begins anew', (_, slot) => {
  expect(
    record([
      [100, 3],
      [slot, 5],
    ]),
  ).toEqual({ lastSlot: slot, cpu: [5], memory: [10] });
});

test('spreads the slots over the width, the latest last', () => {
  const history = record([
    [598, 1],
    [599, 9],
    [600, 2],
    [601, 4],
  ]);
  expect(spreadOver(history.cpu, history, 60).slice(-5)).toEqual([undefined, 1, 9, 2, 4]);
  expect(spreadOver(history.cpu, history, 30).slice(-3)).toEqual([undefined, 9, 4]);
  expect(spreadOver(history.cpu, history, 1)).toEqual([4]);
});

test('a value whose time is over does not change', () => {
  const before = record([
    [595, 1],
    [596, 9],
    [599, 2],
  ]);
  const after = recordUsage(before, 600 * SLOT_MS, { cpu: 50, memory: 0 });
  expect(spreadOver(before.cpu, before, 12).slice(-1)).toEqual([9]);
  expect(spreadOver(after.cpu, after, 12).slice(-2)).toEqual([9, 50]);
});
