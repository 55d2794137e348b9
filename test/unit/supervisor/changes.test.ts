import { expect, test } from 'vitest';
import { Changes } from '../../../src/supervisor/changes.js';

const FOREVER_MS = 60_000;
const never = (): string | undefined => undefined;

test('what is true already is not waited for', async () => {
  expect(await new Changes().waitUntil(() => 'now', FOREVER_MS)).toBe('now');
});

test('waits for the change that makes it true, and for no other', async () => {
  const changes = new Changes();
  const values: string[] = [];
  let checks = 0;
  const waiting = changes.waitUntil(() => {
    checks += 1;
    return values[0];
  }, FOREVER_MS);
  changes.announce();
  values.push('yes');
  changes.announce();
  expect(await waiting).toBe('yes');
  changes.announce();
  expect(checks).toBe(3);
});

test('many wait at once, each for its own', async () => {
  const changes = new Changes();
  let count = 0;
  const waiting = [1, 2, 3].map((wanted) =>
    changes.waitUntil(() => (count >= wanted ? wanted : undefined), FOREVER_MS),
  );
  for (count of [1, 2, 3]) changes.announce();
  expect(await Promise.all(waiting)).toEqual([1, 2, 3]);
});

test('gives up when the time is up', async () => {
  expect(await new Changes().waitUntil(never, 1)).toBeUndefined();
});

test('gives up when it is told to', async () => {
  const given = new AbortController();
  const changes = new Changes();
  let checks = 0;
  const check = (): string | undefined => {
    checks += 1;
    return undefined;
  };
  const waiting = changes.waitUntil(check, FOREVER_MS, given.signal);
  given.abort();
  expect(await waiting).toBeUndefined();
  changes.announce();
  expect(checks).toBe(1);
});

test('a signal that was aborted before is noticed', async () => {
  expect(await new Changes().waitUntil(never, FOREVER_MS, AbortSignal.abort())).toBeUndefined();
});
