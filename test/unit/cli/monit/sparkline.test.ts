import { expect, test } from 'vitest';
import {
  renderCpuLine,
  renderMemoryLine,
  renderSparkline,
} from '../../../../src/cli/monit/sparkline.js';

test('eight heights, a blank where nothing is known, limits kept', () => {
  const values = [undefined, -5, 0, 50, 100, 900, undefined];
  expect(renderSparkline(values, { low: 0, high: 100 })).toBe(' ▁▁▅██ ');
  expect(renderSparkline([], { low: 0, high: 1 })).toBe('');
  expect(renderSparkline([3, 3], { low: 3, high: 3 })).toBe('▁▁');
});

test('a shell that idles looks idle', () => {
  expect(renderCpuLine([0, 0.4, 1])).toBe('▁▁▁');
  expect(renderCpuLine([0, 100, 200])).toBe('▁▅█');
});

test('steady memory is flat, and growth is not', () => {
  const MB = 1024 ** 2;
  expect(renderMemoryLine([80 * MB, 81 * MB, 80 * MB])).toBe('▁▁▁');
  expect(renderMemoryLine([80 * MB, 120 * MB, 160 * MB])).toBe('▁▅█');
  expect(renderMemoryLine([undefined, 0, 0])).toBe(' ▁▁');
  expect(renderMemoryLine([undefined])).toBe(' ');
});
