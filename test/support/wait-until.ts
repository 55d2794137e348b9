import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `check` gives something other than false or undefined, and returns it. */
export async function waitUntil<T>(
  what: string,
  check: () => T | Promise<T>,
  withinMs = 10_000,
): Promise<Exclude<T, false | undefined>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await check();
    if (value !== false && value !== undefined) return value as Exclude<T, false | undefined>;
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms for ${what}`);
    await delay(10);
  }
}
