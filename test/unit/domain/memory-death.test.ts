import { describe, expect, test } from 'vitest';
import { transition } from '../../../src/domain/lifecycle.js';
import { judgeMemoryDeath } from '../../../src/domain/memory-death.js';
import type { MemoryKills } from '../../../src/domain/memory-kills.js';

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

describe('what is said of such an end', () => {
  const identity = { pid: 1, startTicks: 1, bootId: 'boot' };
  const running = { status: 'running', startedAt: 1, process: identity, shim: identity } as const;
  const event = { type: 'exited', at: 2, exit: KILLED, memoryDeath: 'out-of-memory' } as const;

  test('is kept with it', () => {
    expect(transition(running, event)).toMatchObject({
      status: 'failed',
      endReason: 'out-of-memory',
    });
  });

  test('never contradicts a kill that somebody asked for', () => {
    const killed = transition({ ...running, killRequest: { at: 1 } }, event);
    expect(killed).toMatchObject({ status: 'killed' });
    expect(killed).not.toHaveProperty('endReason');
  });
});
