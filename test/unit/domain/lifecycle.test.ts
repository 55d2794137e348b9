import { describe, expect, test } from 'vitest';
import { IllegalTransitionError } from '../../../src/domain/errors.js';
import { type ShellEvent, transition } from '../../../src/domain/lifecycle.js';
import type { ShellState, ShellStatus } from '../../../src/domain/shell-state.js';

const process = { pid: 11, startTicks: 100, bootId: 'boot' };
const shim = { pid: 10, startTicks: 99, bootId: 'boot' };
const exit0 = { exitCode: 0 };

const states: { readonly [Status in ShellStatus]: Extract<ShellState, { status: Status }> } = {
  starting: { status: 'starting', startedAt: 1 },
  running: { status: 'running', startedAt: 1, process, shim },
  completed: ended('completed'),
  failed: ended('failed'),
  killed: ended('killed'),
  lost: { status: 'lost', startedAt: 1, endedAt: 2, reason: 'gone' },
} as const;

const events: { readonly [Type in ShellEvent['type']]: Extract<ShellEvent, { type: Type }> } = {
  started: { type: 'started', at: 5, process, shim },
  'kill-requested': { type: 'kill-requested', at: 5 },
  exited: { type: 'exited', at: 5, exit: exit0 },
  vanished: { type: 'vanished', at: 5, reason: 'nobody knows' },
  restarted: { type: 'restarted', at: 5 },
};

function ended<Status extends 'completed' | 'failed' | 'killed'>(status: Status) {
  return { status, startedAt: 1, endedAt: 2, pid: 11, shimPid: 10, exit: exit0 } as Extract<
    ShellState,
    { status: Status }
  >;
}

// Every state against every event. "=" is the very same state, a dot a move that must be refused.
// prettier-ignore
const table: Record<ShellStatus, Record<ShellEvent['type'], ShellStatus | '=' | '.'>> = {
  starting:  { 'started': 'running', 'kill-requested': 'starting', 'exited': 'completed', 'vanished': 'lost', 'restarted': '.' },
  running:   { 'started': '=',       'kill-requested': 'running',  'exited': 'completed', 'vanished': 'lost', 'restarted': '.' },
  completed: { 'started': '=',       'kill-requested': '.',        'exited': '=',         'vanished': '=',    'restarted': 'starting' },
  failed:    { 'started': '=',       'kill-requested': '.',        'exited': '=',         'vanished': '=',    'restarted': 'starting' },
  killed:    { 'started': '=',       'kill-requested': '.',        'exited': '=',         'vanished': '=',    'restarted': 'starting' },
  lost:      { 'started': '=',       'kill-requested': '.',        'exited': 'completed', 'vanished': '=',    'restarted': 'starting' },
};

describe.each(Object.values(states) as ShellState[])('a $status shell', (state) => {
  test.each(Object.values(events) as ShellEvent[])('on $type', (event) => {
    const expected = table[state.status][event.type];
    if (expected === '.') expect(() => transition(state, event)).toThrow(IllegalTransitionError);
    else if (expected === '=') expect(transition(state, event)).toBe(state);
    else expect(transition(state, event).status).toBe(expected);
  });
});

describe('what is known in each state', () => {
  test('a started shell has its processes, and the time it started', () => {
    expect(transition(states.starting, events.started)).toEqual({
      status: 'running',
      startedAt: 5,
      process,
      shim,
    });
  });

  test('an ended shell keeps the pids that it had', () => {
    expect(transition(states.running, events.exited)).toEqual({
      status: 'completed',
      startedAt: 1,
      endedAt: 5,
      pid: 11,
      shimPid: 10,
      exit: exit0,
    });
  });

  test('one that never ran has none', () => {
    expect(transition(states.starting, events.exited)).toMatchObject({ pid: 0, shimPid: 0 });
  });

  test('a vanished shell tells why', () => {
    expect(transition(states.running, events.vanished)).toEqual({
      status: 'lost',
      startedAt: 1,
      endedAt: 5,
      reason: 'nobody knows',
    });
  });

  test('a clock that went back does not end a shell before its start', () => {
    const late: ShellState = { ...states.running, startedAt: 50 };
    expect(transition(late, events.exited)).toMatchObject({ startedAt: 50, endedAt: 50 });
  });
});

describe('what an end counts as', () => {
  const TERM = { exitCode: 143, signal: 'SIGTERM' };
  const HUP = { exitCode: 129, signal: 'SIGHUP' };
  test.each([
    { asked: undefined, exit: exit0, status: 'completed' },
    { asked: undefined, exit: { exitCode: 1 }, status: 'failed' },
    { asked: undefined, exit: TERM, status: 'failed' },
    { asked: 'an end', exit: TERM, status: 'killed' },
    { asked: 'an end', exit: exit0, status: 'killed' },
    { asked: 'SIGHUP', exit: HUP, status: 'killed' },
    { asked: 'SIGHUP', exit: TERM, status: 'failed' },
    { asked: 'SIGHUP', exit: exit0, status: 'completed' },
  ])('asked for $asked, $exit is $status', ({ asked, exit, status }) => {
    const signal = asked === 'an end' ? {} : { signal: asked };
    const state =
      asked === undefined
        ? states.running
        : transition(states.running, { type: 'kill-requested', at: 2, ...signal } as ShellEvent);
    expect(transition(state, { type: 'exited', at: 3, exit }).status).toBe(status);
  });

  test('a request to end it is not weakened by a later signal', () => {
    const asked = transition(states.running, { type: 'kill-requested', at: 2 });
    expect(transition(asked, { type: 'kill-requested', at: 3, signal: 'SIGHUP' })).toBe(asked);
  });

  test('a request that comes before the start is known is kept', () => {
    const asked = transition(states.starting, { type: 'kill-requested', at: 2 });
    expect(transition(asked, { type: 'exited', at: 3, exit: TERM }).status).toBe('killed');
    const running = transition(asked, events.started);
    expect(transition(running, { type: 'exited', at: 6, exit: TERM }).status).toBe('killed');
  });

  test('a signal is followed by a request to end it', () => {
    const asked = transition(states.running, { type: 'kill-requested', at: 2, signal: 'SIGHUP' });
    expect(transition(asked, { type: 'kill-requested', at: 3 })).toMatchObject({
      killRequest: { at: 3 },
    });
  });
});
