import { expect, test } from 'vitest';
import type { ProcessEntry } from '../../../src/domain/process.js';
import { treeOf } from '../../../src/os/process-tree.js';

function entry(pid: number, parentPid: number): ProcessEntry {
  return { pid, parentPid, processSession: 0, startTicks: 1, name: 'x' };
}

const table = [entry(1, 0), entry(5, 4), entry(4, 2), entry(2, 1), entry(3, 1), entry(6, 2)];

test.each([
  { title: 'a leaf is alone', roots: [5], tree: [5] },
  { title: 'a root comes before its descendants', roots: [2], tree: [2, 4, 6, 5] },
  { title: 'each comes once when roots overlap', roots: [4, 2, 4], tree: [4, 2, 5, 6] },
  { title: 'no roots, no tree', roots: [], tree: [] },
  { title: 'a root that is not there is left out', roots: [99, 3], tree: [3] },
])('$title', ({ roots, tree }) => {
  expect(treeOf(roots, table).map(({ pid }) => pid)).toEqual(tree);
});

test('children of a root that has gone are found', () => {
  expect(treeOf([7], [entry(8, 7), entry(9, 8)]).map(({ pid }) => pid)).toEqual([8, 9]);
});

test('a circle of parents ends', () => {
  const circle = [entry(1, 3), entry(2, 1), entry(3, 2), entry(4, 4)];
  expect(treeOf([2, 4], circle).map(({ pid }) => pid)).toEqual([2, 4, 3, 1]);
});
