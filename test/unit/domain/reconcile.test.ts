import { describe, expect, test } from 'vitest';
import {
  judge,
  LOST_BEFORE_START,
  LOST_TO_RESTART,
  LOST_WITH_SHIM,
} from '../../../src/domain/reconcile.js';
import type { ShellState } from '../../../src/domain/shell-state.js';

const identity = { pid: 1, startTicks: 1, bootId: 'boot' };
const starting: ShellState = { status: 'starting', startedAt: 1 };
const running: ShellState = { status: 'running', startedAt: 1, process: identity, shim: identity };

const YES = true;
const NO = false;

// Every observation. After a restart of the machine nothing that is seen can be ours.
// prettier-ignore
const table = [
  { commandAlive: YES, shimAlive: YES, otherBoot: NO,  running: 'runs',            starting: 'runs' },
  { commandAlive: YES, shimAlive: NO,  otherBoot: NO,  running: 'runs-unrecorded', starting: 'runs-unrecorded' },
  { commandAlive: NO,  shimAlive: YES, otherBoot: NO,  running: 'undecided',       starting: 'undecided' },
  { commandAlive: NO,  shimAlive: NO,  otherBoot: NO,  running: LOST_WITH_SHIM,    starting: LOST_BEFORE_START },
  { commandAlive: YES, shimAlive: YES, otherBoot: YES, running: LOST_TO_RESTART,   starting: LOST_TO_RESTART },
  { commandAlive: YES, shimAlive: NO,  otherBoot: YES, running: LOST_TO_RESTART,   starting: LOST_TO_RESTART },
  { commandAlive: NO,  shimAlive: YES, otherBoot: YES, running: LOST_TO_RESTART,   starting: LOST_TO_RESTART },
  { commandAlive: NO,  shimAlive: NO,  otherBoot: YES, running: LOST_TO_RESTART,   starting: LOST_TO_RESTART },
];

describe.each(table)(
  'command alive: $commandAlive, shim alive: $shimAlive, other boot: $otherBoot',
  (row) => {
    test.each([running, starting])('a $status shell', (state) => {
      const finding = judge(state, row);
      const told = finding.kind === 'vanished' ? finding.reason : finding.kind;
      expect(told).toBe(state.status === 'running' ? row.running : row.starting);
    });
  },
);
