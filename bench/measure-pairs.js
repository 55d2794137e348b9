import { spawnSync } from 'node:child_process';

/** Fewer would let one hiccup of the machine decide. */
const LEAST_ROUNDS = 10;

/**
 * Runs the alternatives in turn, round after round (A B A B …), so that
 * whatever else the machine does falls on all of them alike. The first of each
 * round rotates. One round before the first is not counted.
 *
 * @param {Record<string, () => Promise<number> | number>} alternatives - Each returns what it took.
 * @returns {Promise<Record<string, number[]>>} What each took, round by round.
 */
export async function measurePairs(alternatives, rounds = 15) {
  const names = Object.keys(alternatives);
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -1; round < Math.max(rounds, LEAST_ROUNDS); round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + 1 + turn) % names.length];
      const value = await alternatives[name]();
      if (round >= 0) measured[name].push(value);
    }
  }
  return measured;
}

/** The median of the ratios of each round, with the middle half of them as `spread`. */
export function ratioOf(measured, reference) {
  const ratios = measured.map((value, round) => value / reference[round]);
  return { measured: median(ratios), spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)] };
}

/** As `ratioOf`, as a line of the table; its note has the two medians, and the fastest of each. */
export function ratioRow(what, measured, reference, target) {
  const note = `${milliseconds(measured)} to ${milliseconds(reference)}`;
  return { what, ...ratioOf(measured, reference), unit: '×', target, note };
}

function milliseconds(values) {
  return `${median(values).toFixed(0)} (${Math.min(...values).toFixed(0)}) ms`;
}

export function median(values) {
  return quantile(values, 0.5);
}

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)];
  return below + (sorted[Math.ceil(position)] - below) * (position % 1);
}

/** Milliseconds that `action` takes. */
export async function timeOf(action) {
  const begin = performance.now();
  await action();
  return performance.now() - begin;
}

/**
 * Runs a program to its end, and checks that it succeeded.
 *
 * @returns {{ ms: number, stdout: string }}
 */
export function runTimed([program, ...args], options) {
  const begin = performance.now();
  const { status, signal, stdout, stderr, error } = spawnSync(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
    ...options,
  });
  const ms = performance.now() - begin;
  if (error !== undefined) throw error;
  if (status !== 0) {
    throw new Error(`${[program, ...args].join(' ')}: ${signal ?? status}\n${stdout}${stderr}`);
  }
  return { ms, stdout };
}
