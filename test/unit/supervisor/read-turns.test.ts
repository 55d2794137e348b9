import { expect, test } from 'vitest';
import { ReadTurns } from '../../../src/supervisor/read-turns.js';

const [alice, bob, carol] = [{}, {}, {}];
const FOREVER_MS = 60_000;

test('one at a time, in the order in which they come', async () => {
  const turns = new ReadTurns();
  const order: string[] = [];
  await turns.begin('a', alice, FOREVER_MS);
  const others = [
    { name: 'bob', owner: bob },
    { name: 'carol', owner: carol },
  ].map(async ({ name, owner }) => {
    expect(await turns.begin('a', owner, FOREVER_MS)).toBe(true);
    order.push(name);
    turns.end('a', owner);
  });
  order.push('alice');
  turns.end('a', alice);
  await Promise.all(others);
  expect(order).toEqual(['alice', 'bob', 'carol']);
});

test('different shells do not wait for each other', async () => {
  const turns = new ReadTurns();
  expect(await turns.begin('a', alice, 0)).toBe(true);
  expect(await turns.begin('b', bob, 0)).toBe(true);
});

test('who has the turn may begin again', async () => {
  const turns = new ReadTurns();
  await turns.begin('a', alice, 0);
  expect(await turns.begin('a', alice, 0)).toBe(true);
  turns.end('a', alice);
  expect(await turns.begin('a', bob, 0)).toBe(true);
});

test('is refused when the time is up, and had later', async () => {
  const turns = new ReadTurns();
  await turns.begin('a', alice, 0);
  expect(await turns.begin('a', bob, 1)).toBe(false);
  turns.end('a', alice);
  expect(await turns.begin('a', bob, 0)).toBe(true);
});

test('nobody ends the turn of another', async () => {
  const turns = new ReadTurns();
  await turns.begin('a', alice, 0);
  turns.end('a', bob);
  expect(await turns.begin('a', bob, 0)).toBe(false);
});

test('a connection that is gone gives all its turns back', async () => {
  const turns = new ReadTurns();
  await turns.begin('a', alice, 0);
  await turns.begin('b', alice, 0);
  await turns.begin('c', bob, 0);
  const waiting = turns.begin('a', carol, FOREVER_MS);
  turns.endAll(alice);
  expect(await waiting).toBe(true);
  expect(await turns.begin('b', carol, 0)).toBe(true);
  expect(await turns.begin('c', carol, 0)).toBe(false);
});
