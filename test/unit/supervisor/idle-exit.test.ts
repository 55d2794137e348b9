import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IdleExit } from '../../../src/supervisor/idle-exit.js';

const AFTER_MS = 600_000;

let isBusy: boolean;
let exits: number;
let idle: IdleExit;

beforeEach(() => {
  vi.useFakeTimers();
  isBusy = false;
  exits = 0;
  idle = new IdleExit(
    () => AFTER_MS,
    () => isBusy,
    () => {
      exits += 1;
    },
  );
});

afterEach(() => {
  vi.useRealTimers();
});

test('nothing for a while: once, and not before the time is up', () => {
  idle.noteActivity();
  vi.advanceTimersByTime(AFTER_MS - 1);
  expect(exits).toBe(0);
  vi.advanceTimersByTime(AFTER_MS);
  expect(exits).toBe(1);
});

test('each activity begins the time anew', () => {
  for (let count = 0; count < 5; count += 1) {
    idle.noteActivity();
    vi.advanceTimersByTime(AFTER_MS - 1);
  }
  expect(exits).toBe(0);
});

test('busy at the activity: waits for the end, which is noted', () => {
  isBusy = true;
  idle.noteActivity();
  vi.advanceTimersByTime(10 * AFTER_MS);
  expect(exits).toBe(0);
  isBusy = false;
  idle.noteActivity();
  vi.advanceTimersByTime(AFTER_MS);
  expect(exits).toBe(1);
});

test('busy when the time is up: stays', () => {
  idle.noteActivity();
  isBusy = true;
  vi.advanceTimersByTime(10 * AFTER_MS);
  expect(exits).toBe(0);
});

test('the setting is read anew each time', () => {
  let afterMs = 10;
  const changing = new IdleExit(
    () => afterMs,
    () => isBusy,
    () => {
      exits += 1;
    },
  );
  changing.noteActivity();
  afterMs = 1000;
  changing.noteActivity();
  vi.advanceTimersByTime(999);
  expect(exits).toBe(0);
  vi.advanceTimersByTime(1);
  expect(exits).toBe(1);
});
