import { setTimeout as delay } from 'node:timers/promises';

/** Resolves with the first value that is neither `undefined` nor `false`. */
export async function waitUntil(what, look, { withinMs = 30_000, everyMs = 5 } = {}) {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await delay(everyMs);
  }
}
