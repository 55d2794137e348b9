import fc from 'fast-check';
import type { ExitStatus } from '../../../src/domain/exit-status.js';
import { parseShellUid, shellIdOf } from '../../../src/domain/ids.js';
import type { OutputRecord, PastRun, Shell } from '../../../src/domain/shell.js';
import type { EndedState, ShellState } from '../../../src/domain/shell-state.js';
import { anyText as text } from '../../support/any-text.js';

const LAST_TIME = Date.UTC(9999, 11, 31);

/** Milliseconds since 1970, from the year 0 on. */
const time = fc.integer({ min: Date.UTC(2000, 0), max: LAST_TIME });
const pid = fc.integer({ min: 1, max: 2 ** 22 });
const offset = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const uid = fc.uuid().map(parseShellUid);
const id = fc.integer({ min: 1, max: 999_999_999 }).map(shellIdOf);

const signal = fc.constantFrom('SIGTERM', 'SIGKILL', 'SIGHUP');
const exit: fc.Arbitrary<ExitStatus> = fc.record(
  { exitCode: fc.nat({ max: 255 }), signal },
  { requiredKeys: ['exitCode'] },
);

/** Fields of a later release; none that a shell's record has today, nor the one that JavaScript keeps to itself. */
const unknownFields = fc.dictionary(
  fc.tuple(fc.constant('later '), text).map((parts) => parts.join('')),
  fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text, { maxLength: 2 })),
  { minKeys: 1, maxKeys: 3 },
);

const killRequest = fc.record({ at: time, signal, unknownFields }, { requiredKeys: ['at'] });

const starting: fc.Arbitrary<ShellState> = fc.record(
  { status: fc.constant('starting'), startedAt: time, killRequest },
  { requiredKeys: ['status', 'startedAt'] },
);

const running: fc.Arbitrary<ShellState> = fc
  .record({
    startedAt: time,
    pids: fc.tuple(pid, pid),
    ticks: fc.tuple(offset, offset),
    bootId: text,
    killRequest: fc.option(killRequest, { nil: undefined }),
    unknown: fc.option(unknownFields, { nil: undefined }),
  })
  .map(({ startedAt, pids, ticks, bootId, killRequest, unknown }) => ({
    status: 'running',
    startedAt,
    process: { pid: pids[0], startTicks: ticks[0], bootId },
    shim: { pid: pids[1], startTicks: ticks[1], bootId },
    ...(killRequest === undefined ? {} : { killRequest }),
    ...(unknown === undefined ? {} : { unknownIdentityFields: unknown }),
  }));

const ended: fc.Arbitrary<EndedState> = fc.record({
  status: fc.constantFrom('completed', 'failed', 'killed'),
  startedAt: time,
  endedAt: time,
  pid: fc.oneof(fc.constant(0), pid),
  shimPid: fc.oneof(fc.constant(0), pid),
  exit,
});

const lost: fc.Arbitrary<ShellState> = fc.record({
  status: fc.constant('lost'),
  startedAt: time,
  endedAt: time,
  reason: text,
});

const pastRun: fc.Arbitrary<PastRun> = fc.oneof(
  fc.record(
    {
      uid,
      status: fc.constantFrom('completed', 'failed', 'killed'),
      startedAt: time,
      endedAt: time,
      exit,
      unknownFields,
    },
    { requiredKeys: ['uid', 'status', 'startedAt', 'endedAt', 'exit'] },
  ),
  fc.record(
    {
      uid,
      status: fc.constant('lost'),
      startedAt: time,
      endedAt: time,
      lostReason: text,
      unknownFields,
    },
    { requiredKeys: ['uid', 'status', 'startedAt', 'endedAt', 'lostReason'] },
  ),
);

const output: fc.Arbitrary<OutputRecord> = fc.record(
  {
    position: offset,
    start: offset,
    fileBase: offset,
    maxBytes: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    gapAt: time,
  },
  { requiredKeys: ['position', 'start', 'fileBase', 'maxBytes'] },
);

/** Any shell that a manifest can hold. */
export const anyShell: fc.Arbitrary<Shell> = fc.record(
  {
    id,
    uid,
    command: text,
    cwd: text,
    name: text,
    interpreter: text,
    state: fc.oneof(starting, running, ended, lost),
    output,
    pastRuns: fc.array(pastRun, { maxLength: 3 }),
    runs: fc.integer({ min: 1, max: 1_000_000 }),
    unknownFields: fc.oneof(fc.constant({}), unknownFields),
  },
  {
    requiredKeys: [
      ...(['id', 'uid', 'command', 'cwd', 'interpreter'] as const),
      ...(['state', 'output', 'pastRuns', 'runs', 'unknownFields'] as const),
    ],
  },
);
