import { expect, test } from 'vitest';
import { parseStat } from '../../../src/os/linux/parse-stat.js';

/** The line of a process whose every field after the state holds its own number. */
function statLine(name: string, state: string, threads = 20): string {
  const fields4to52 = Array.from({ length: 49 }, (_, index) => index + 4);
  fields4to52[20 - 4] = threads;
  return `4242 (${name}) ${state} ${fields4to52.join(' ')}\n`;
}

test.each([
  { name: 'node' },
  { name: 'a) R 1 (b' },
  { name: 'two words' },
  { name: 'line\nbreak' },
  { name: ')))' },
  { name: '((' },
  { name: '' },
  { name: ') Z 1 1 1' },
])('the fields are found after the name $name', ({ name }) => {
  expect(parseStat(statLine(name, 'S'))).toEqual({
    name,
    hasEnded: false,
    parentPid: 4,
    processSession: 6,
    startTicks: 22,
    environmentBytes: 1,
  });
});

test.each([
  { state: 'R', threads: 1, hasEnded: false },
  { state: 'D', threads: 1, hasEnded: false },
  { state: 'T', threads: 1, hasEnded: false },
  { state: 'Z', threads: 1, hasEnded: true },
  { state: 'Z', threads: 0, hasEnded: true },
  { state: 'Z', threads: 2, hasEnded: false },
  { state: 'X', threads: 0, hasEnded: true },
  { state: 'x', threads: 0, hasEnded: true },
])('state $state with $threads threads has ended: $hasEnded', ({ state, threads, hasEnded }) => {
  expect(parseStat(statLine('sh', state, threads)).hasEnded).toBe(hasEnded);
});

test.each([
  { title: 'early in execve(2)', fields: { 27: 0, 50: 0, 51: 0 }, environmentBytes: undefined },
  { title: 'late in execve(2)', fields: { 27: 0, 50: 500, 51: 500 }, environmentBytes: undefined },
  { title: 'with an environment', fields: { 50: 500, 51: 600 }, environmentBytes: 100 },
  { title: 'started without one', fields: { 50: 500, 51: 500 }, environmentBytes: 0 },
  { title: 'of the kernel', fields: { 23: 0, 27: 0, 50: 0, 51: 0 }, environmentBytes: 0 },
])('the environment of a process $title is $environmentBytes bytes', (row) => {
  const line = Object.entries(row.fields).reduce(
    (text, [field, value]) => text.replace(` ${field} `, ` ${value} `),
    statLine('sh', 'R'),
  );
  expect(parseStat(line).environmentBytes).toBe(row.environmentBytes);
});
