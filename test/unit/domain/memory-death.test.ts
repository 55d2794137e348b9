import { describe, expect, test } from 'vitest';
import { parseShellId, parseShellUid } from '../../../src/domain/ids.js';
import {
  judgeMemoryDeath,
  memoryDeathOf,
  withMemoryDeath,
} from '../../../src/domain/memory-death.js';
import type { MemoryKills } from '../../../src/domain/memory-kills.js';
import type { Shell } from '../../../src/domain/shell.js';

const KILLED = { exitCode: 137, signal: 'SIGKILL' };
const group = (count: number, path = 'a'): { path: string; count: number } => ({ path, count });

// prettier-ignore
const table: readonly [string, MemoryKills | undefined, MemoryKills, string | undefined][] = [
  ['nothing rose', { machine: 3 }, { machine: 3 }, undefined],
  ['the count of the machine rose', { machine: 3 }, { machine: 4 }, 'probably-out-of-memory'],
  ['that of the group rose', { machine: 3, group: group(1) }, { machine: 4, group: group(2) }, 'out-of-memory'],
  ['another group was hit', { machine: 3, group: group(1) }, { machine: 4, group: group(1) }, undefined],
  ['the group has gone', { machine: 3, group: group(1) }, { machine: 4 }, 'probably-out-of-memory'],
  ['it is another group', { machine: 3, group: group(1) }, { machine: 4, group: group(9, 'b') }, 'probably-out-of-memory'],
  ['the group only is known', { group: group(1) }, { group: group(2) }, 'out-of-memory'],
  ['nobody counted before', undefined, { machine: 4 }, undefined],
  ['nothing is counted here', {}, {}, undefined],
];

describe('a run that ended with SIGKILL', () => {
  test.each(table)('%s', (_, before, after, death) => {
    expect(judgeMemoryDeath(KILLED, before, after)).toBe(death);
  });
});

test.each([{ exitCode: 0 }, { exitCode: 1 }, { exitCode: 143, signal: 'SIGTERM' }])(
  'no other end is laid at the door of the system: %j',
  (exit) => {
    expect(judgeMemoryDeath(exit, { machine: 3 }, { machine: 4 })).toBeUndefined();
  },
);

const first = parseShellUid('11111111-1111-4111-8111-111111111111');
const second = parseShellUid('22222222-2222-4222-8222-222222222222');
const identity = { pid: 1, startTicks: 1, bootId: 'boot' };
const running: Shell = {
  id: parseShellId('bash_1'),
  uid: first,
  command: 'true',
  cwd: '/',
  interpreter: '/bin/sh',
  state: { status: 'running', startedAt: 1, process: identity, shim: identity },
  output: { position: 0, start: 0, fileBase: 0, maxBytes: 4096 },
  runs: 1,
  pastRuns: [],
  unknownFields: { ofANewerRelease: 1 },
};

describe('what is said of a run', () => {
  test('is kept beside what else is there', () => {
    const said = withMemoryDeath(running, 'out-of-memory');
    expect(memoryDeathOf(said, first)).toBe('out-of-memory');
    expect(memoryDeathOf(said, second)).toBeUndefined();
    expect(said.unknownFields).toMatchObject({ ofANewerRelease: 1 });
  });

  test('is kept while its run is, and no longer', () => {
    const said = withMemoryDeath(running, 'out-of-memory');
    const run = { uid: first, status: 'failed', startedAt: 1, endedAt: 2 } as const;
    const next = withMemoryDeath({ ...said, uid: second, pastRuns: [run] }, 'out-of-memory');
    expect(memoryDeathOf(next, first)).toBe('out-of-memory');
    const last = withMemoryDeath({ ...said, uid: second, pastRuns: [] }, 'out-of-memory');
    expect(memoryDeathOf(last, first)).toBeUndefined();
  });

  test('never contradicts a kill that somebody asked for', () => {
    const asked: Shell = {
      ...running,
      state: {
        ...running.state,
        status: 'running',
        process: identity,
        shim: identity,
        killRequest: { at: 1 },
      },
    };
    expect(withMemoryDeath(asked, 'out-of-memory')).toBe(asked);
  });

  test('is nothing where the field holds something else', () => {
    for (const memoryDeaths of [null, 1, 'x', {}, { [first]: 7 }])
      expect(memoryDeathOf({ unknownFields: { memoryDeaths } }, first)).toBeUndefined();
  });
});
