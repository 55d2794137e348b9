import { describe, expect, test } from 'vitest';
import { toOutputJson } from '../../../src/cli/output-json.js';
import { describeChunk } from '../../../src/cli/render-output.js';
import type { OutputChunk } from '../../../src/operations/read-output.js';
import type { OutputSource } from '../../../src/protocol/requests.js';

const source: OutputSource = {
  sessionId: 'session',
  shellId: 'bash_1',
  path: '/state/bash_1.log',
  position: 0,
  start: 0,
  fileBase: 0,
  status: 'running',
  exitCode: null,
  signal: null,
  endReason: null,
  drained: false,
  gapTime: null,
};

function chunk(fields: Partial<OutputChunk> = {}, of: Partial<OutputSource> = {}): OutputChunk {
  const text = Buffer.from('hello\n');
  return {
    source: { ...source, ...of },
    from: 0,
    to: 6,
    seen: 6,
    droppedBytes: 0,
    cutBytes: 0,
    isRewound: false,
    more: false,
    output: text,
    ...fields,
  };
}

const nothing = { from: 6, output: Buffer.alloc(0) };
const failed = { status: 'failed', exitCode: 1 } as const;

describe('what a reader should know besides', () => {
  test.each([
    { what: 'new output', told: chunk(), lines: [] },
    { what: 'none', told: chunk(nothing), lines: ['[bash_1 is running; nothing new]'] },
    { what: 'the end', told: chunk({}, failed), lines: ['[bash_1 failed (exit 1)]'] },
    {
      what: 'more',
      told: chunk({ more: true }, failed),
      lines: ['[more: run "claude output bash_1" again]'],
    },
    {
      what: 'output that is gone',
      told: chunk({ droppedBytes: 2048 }),
      lines: ['[2.0 KB before this were dropped: the log is at its cap]'],
    },
    {
      what: 'a line that was cut',
      told: chunk({ cutBytes: 4001 }),
      lines: ['[3.9 KB of a matching line were left out: it is longer than --max-bytes]'],
    },
    {
      what: 'a log that somebody has cut',
      told: chunk({ isRewound: true }),
      lines: [
        '[the log of bash_1 was replaced or shortened from outside: read from its beginning]',
      ],
    },
    {
      what: 'a gap',
      told: chunk({}, { gapTime: '2026-01-01T00:00:00.000Z' }),
      lines: [
        '[up to 128 KB may be missing since 2026-01-01T00:00:00.000Z: the disk was full, or the writer killed]',
      ],
    },
    // A filter let nothing through, but something was read.
    { what: 'no match', told: chunk({ output: Buffer.alloc(0) }), lines: [] },
  ])('$what', ({ told, lines }) => {
    expect(describeChunk(told, false)).toEqual(lines);
  });

  test('is less for one who follows: the rest comes by itself', () => {
    expect(describeChunk(chunk({ more: true }), true)).toEqual([]);
    expect(describeChunk(chunk(nothing), true)).toEqual([]);
    expect(describeChunk(chunk({ droppedBytes: 5 }), true)).toHaveLength(1);
  });
});

test('the JSON has the keys of the contract, and no others', () => {
  expect(toOutputJson(chunk({ more: true }, failed))).toEqual({
    shellId: 'bash_1',
    status: 'failed',
    exitCode: 1,
    signal: null,
    from: 0,
    to: 6,
    droppedBytes: 0,
    more: true,
    output: 'hello\n',
  });
});

test('the JSON tells of a line that was cut, and only of one that was', () => {
  expect(toOutputJson(chunk({ cutBytes: 5 }))).toMatchObject({ cutBytes: 5 });
  expect(toOutputJson(chunk())).not.toHaveProperty('cutBytes');
});

test('bytes that are not UTF-8 become U+FFFD in it', () => {
  const output = Buffer.from([0x61, 0xff, 0xfe, 0x62]);
  expect(toOutputJson(chunk({ output })).output).toBe('a\ufffd\ufffdb');
});
