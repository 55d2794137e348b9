import { describe, expect, test } from 'vitest';
import {
  COLUMNS,
  gapBefore,
  planColumns,
  type Widths,
} from '../../../../src/cli/monit/plan-columns.js';
import { planScreen, scrollTo } from '../../../../src/cli/monit/plan-screen.js';

const WANTED: Widths = {
  shell: 7,
  status: 10,
  time: 7,
  cpu: 5,
  cpuLine: 5,
  memory: 7,
  memoryLine: 7,
  ports: 5,
  command: 60,
};

function total(widths: Widths): number {
  const shown = COLUMNS.filter((column) => widths[column] > 0);
  return shown.reduce(
    (sum, column, index) => sum + widths[column] + (index === 0 ? 0 : gapBefore(column)),
    0,
  );
}

describe('columns', () => {
  test.each([10, 20, 38, 60, 78, 98, 118, 198])(
    'at %i they fill the width, and no more',
    (width) => {
      const planned = planColumns(width, WANTED);
      expect(total(planned)).toBeLessThanOrEqual(width);
      if (planned.command > 0) expect(total(planned)).toBe(width);
    },
  );

  test('on 40 columns the most important ones stay', () => {
    const planned = planColumns(38, WANTED);
    const shown = COLUMNS.filter((column) => planned[column] > 0);
    expect(shown).toEqual(['shell', 'status', 'cpu', 'command']);
  });

  test('on 100 columns all are there, the lines alike', () => {
    const planned = planColumns(98, WANTED);
    expect(COLUMNS.filter((column) => planned[column] === 0)).toEqual([]);
    expect(planned.cpuLine).toBe(planned.memoryLine);
  });

  test('what is empty takes no room', () => {
    expect(planColumns(98, { ...WANTED, ports: 0, cpuLine: 0 })).toMatchObject({
      ports: 0,
      cpuLine: 0,
    });
  });
});

describe('rows', () => {
  test.each(Array.from({ length: 60 }, (_, index) => index + 1))('at %i they fit', (rows) => {
    for (const count of [0, 1, 3, 200]) {
      const { hasHeading, hasTitles, listRows, outputRows } = planScreen(rows, count);
      const rule = outputRows > 0 ? 1 : 0;
      const used = 1 + Number(hasHeading) + Number(hasTitles) + listRows + rule + outputRows;
      expect(used).toBe(rows);
    }
  });

  test('on 10 rows there are three shells and three lines of output', () => {
    const plan = planScreen(10, 200);
    expect(plan).toEqual({ hasHeading: true, hasTitles: true, listRows: 3, outputRows: 3 });
  });

  test('the list takes half at most, and no more than it needs', () => {
    expect(planScreen(30, 200).listRows).toBe(13);
    expect(planScreen(30, 2).listRows).toBe(2);
  });

  test.each([
    // first, selected, rows, count → first
    [0, 0, 5, 20, 0],
    [0, 4, 5, 20, 0],
    [0, 5, 5, 20, 1],
    [7, 3, 5, 20, 3],
    [15, 19, 5, 20, 15],
    [15, 5, 5, 6, 1],
    [3, 0, 5, 0, 0],
  ])(
    'scrolling from %i to %i with %i rows of %i shows from %i on',
    (first, selected, rows, count, expected) => {
      expect(scrollTo(first, selected, rows, count)).toBe(expected);
    },
  );
});
