import { expect, test } from 'vitest';
import { advanceUsage } from '../../../src/os/usage-sample.js';

test.each([
  {
    title: 'the first sample counts from the start',
    last: undefined,
    reading: { elapsedMs: 10_000, processorMs: 2_500 },
    cpuPercent: 25,
  },
  {
    title: 'later ones count from the last',
    last: { elapsedMs: 10_000, processorMs: 2_500, cpuPercent: 25 },
    reading: { elapsedMs: 11_000, processorMs: 4_500 },
    cpuPercent: 200,
  },
  {
    title: 'too soon after the last, that one stands',
    last: { elapsedMs: 10_000, processorMs: 2_500, cpuPercent: 25 },
    reading: { elapsedMs: 10_100, processorMs: 2_600 },
    cpuPercent: 25,
  },
  {
    title: 'a younger process under the pid counts from its own start',
    last: { elapsedMs: 10_000, processorMs: 2_500, cpuPercent: 25 },
    reading: { elapsedMs: 1_000, processorMs: 100 },
    cpuPercent: 10,
  },
  {
    title: 'one that has just been started has used nothing',
    last: undefined,
    reading: { elapsedMs: 0, processorMs: 0 },
    cpuPercent: 0,
  },
])('$title', ({ last, reading, cpuPercent }) => {
  expect(advanceUsage(last, reading).cpuPercent).toBe(cpuPercent);
});
