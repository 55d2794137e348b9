import { expect } from 'vitest';

const LINE_BYTES = 16;

/**
 * A command that prints lines of 16 bytes which say at which offset they begin:
 * `000000000000000`, `000000000000016`, …; from `begin` up to `end`.
 */
export function numbered(begin: number, end: number): string {
  return `seq -f %015.0f ${begin} ${LINE_BYTES} ${end - LINE_BYTES}`;
}

/** Expects that `output` is what such a command wrote at `from`. */
export function expectTrue(output: Uint8Array, from: number): void {
  const first = Math.ceil(from / LINE_BYTES) * LINE_BYTES;
  const bytes = Buffer.from(output);
  const lines = bytes
    .toString('latin1', first - from)
    .split('\n')
    .slice(0, -1);
  const wrong = lines.findIndex((line, index) => Number(line) !== first + index * LINE_BYTES);
  expect(wrong === -1 ? '' : `${lines[wrong] ?? ''} at ${first + wrong * LINE_BYTES}`).toBe('');
  expect(bytes.includes(0), 'NULs').toBe(false);
}
