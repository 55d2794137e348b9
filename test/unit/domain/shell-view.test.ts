import { describe, expect, test } from 'vitest';
import { parseShellId, parseShellUid } from '../../../src/domain/ids.js';
import { type PastRun, type Shell, withRunArchived } from '../../../src/domain/shell.js';
import type { ShellState } from '../../../src/domain/shell-state.js';
import { viewShell } from '../../../src/domain/shell-view.js';

const process = { pid: 11, startTicks: 100, bootId: 'boot' };
const running: ShellState = { status: 'running', startedAt: 0, process, shim: process };
const failed: ShellState = {
  status: 'failed',
  startedAt: 0,
  endedAt: 1500,
  pid: 11,
  shimPid: 10,
  exit: { exitCode: 137, signal: 'SIGKILL' },
};
const usage = { cpu: 12.5, memory: 4096, ports: [8080] };

function shell(state: ShellState, fields: Partial<Shell> = {}): Shell {
  return {
    id: parseShellId('bash_3'),
    uid: parseShellUid('uid-00001'),
    command: 'npm run dev',
    cwd: '/project',
    interpreter: '/bin/sh',
    state,
    output: { position: 10, start: 5, fileBase: 0, maxBytes: 1000 },
    pastRuns: [],
    runs: 1,
    ...fields,
  };
}

test('a running shell, as scripts see it', () => {
  expect(viewShell('session', shell(running, { name: 'web' }), 100, usage)).toEqual({
    sessionId: 'session',
    shellId: 'bash_3',
    name: 'web',
    command: 'npm run dev',
    cwd: '/project',
    status: 'running',
    pid: 11,
    exitCode: null,
    signal: null,
    lostReason: null,
    endReason: null,
    startTime: '1970-01-01T00:00:00.000Z',
    endTime: null,
    runs: 1,
    outputBytes: 100,
    outputPosition: 10,
    unreadBytes: 90,
    droppedBytes: 5,
    cpu: 12.5,
    memory: 4096,
    ports: [8080],
  });
});

describe('what does not apply is null', () => {
  test('of one that failed', () => {
    expect(viewShell('session', shell(failed), 0, usage)).toMatchObject({
      name: null,
      pid: 11,
      exitCode: 137,
      signal: 'SIGKILL',
      endTime: '1970-01-01T00:00:01.500Z',
      cpu: null,
      memory: null,
      ports: null,
    });
  });

  test('of one that never had a process', () => {
    const state: ShellState = { ...failed, pid: 0, exit: { exitCode: 111 } };
    expect(viewShell('session', shell(state), 0)).toMatchObject({ pid: null, signal: null });
  });

  test('of one that is lost', () => {
    const lost: ShellState = { status: 'lost', startedAt: 0, endedAt: 1, reason: 'why' };
    expect(viewShell('session', shell(lost), 0)).toMatchObject({
      status: 'lost',
      lostReason: 'why',
      pid: null,
      exitCode: null,
    });
  });

  test('of one that is starting', () => {
    expect(viewShell('s', shell({ status: 'starting', startedAt: 0 }), 0)).toMatchObject({
      pid: null,
      endTime: null,
      cpu: null,
    });
  });
});

describe('a run that makes room for the next', () => {
  test('keeps how it ended', () => {
    expect(withRunArchived(shell(failed))).toEqual([
      {
        uid: 'uid-00001',
        status: 'failed',
        startedAt: 0,
        endedAt: 1500,
        exit: { exitCode: 137, signal: 'SIGKILL' },
      },
    ]);
  });

  test('or why that is not known', () => {
    const lost: ShellState = { status: 'lost', startedAt: 0, endedAt: 1, reason: 'why' };
    expect(withRunArchived(shell(lost))).toMatchObject([{ status: 'lost', lostReason: 'why' }]);
  });

  test('is none while it is live', () => {
    expect(withRunArchived(shell(running))).toEqual([]);
  });

  test('the last twenty are kept, oldest first', () => {
    const run = (startedAt: number): PastRun => ({
      uid: parseShellUid('uid-00000'),
      status: 'completed',
      startedAt,
      endedAt: startedAt,
    });
    const pastRuns = Array.from({ length: 20 }, (_, index) => run(index));
    const kept = withRunArchived(shell({ ...failed, startedAt: 20 }, { pastRuns }));
    expect(kept.map(({ startedAt }) => startedAt)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });
});
