import { describe, expect, test } from 'vitest';
import { parseShellId, parseShellUid } from '../../../src/domain/ids.js';
import { planRestart } from '../../../src/domain/plan-restart.js';
import { LOST_BEFORE_START, LOST_TO_RESTART } from '../../../src/domain/reconcile.js';
import type { RestartRule } from '../../../src/domain/run-policy.js';
import type { PastRun, Shell } from '../../../src/domain/shell.js';

const uid = parseShellUid('11111111-1111-4111-8111-111111111111');
const SECOND = 1000;

function lost(reason: string, rule: RestartRule, pastRuns: readonly PastRun[]): Shell {
  return {
    id: parseShellId('bash_1'),
    uid,
    command: 'true',
    cwd: '/',
    interpreter: '/bin/sh',
    state: { status: 'lost', startedAt: 40 * SECOND, endedAt: 40 * SECOND, reason },
    output: { position: 0, start: 0, fileBase: 0, maxBytes: 4096 },
    runs: pastRuns.length + 1,
    pastRuns,
    policy: { restart: rule, watch: ['/watched'] },
  };
}

const run = { uid, startedAt: 1, endedAt: 35 * SECOND } as const;
const byWatch: PastRun = { ...run, status: 'killed', endReason: 'watch' };
const byMemory: PastRun = { ...run, status: 'killed', endReason: 'max-memory' };
const byUser: PastRun = { ...run, status: 'killed' };
const NO: RestartRule = { kind: 'no' };

describe('a run that never began, since the supervisor died', () => {
  test.each([
    { before: 'a changed file', pastRuns: [byWatch], plan: { kind: 'restart', delayMs: 0 } },
    { before: 'its memory', pastRuns: [byMemory], plan: { kind: 'restart', delayMs: 500 } },
    { before: 'a user', pastRuns: [byUser], plan: { kind: 'none' } },
    { before: 'nothing: it was the first', pastRuns: [], plan: { kind: 'none' } },
  ])('is begun again as $before wanted', ({ pastRuns, plan }) => {
    expect(planRestart(lost(LOST_BEFORE_START, NO, pastRuns))).toEqual(plan);
  });
});

test('a run that was lost otherwise decides for itself', () => {
  expect(planRestart(lost(LOST_TO_RESTART, NO, [byWatch]))).toEqual({ kind: 'none' });
  const always = lost(LOST_TO_RESTART, { kind: 'always' }, [byWatch]);
  expect(planRestart(always).kind).toBe('restart');
});
