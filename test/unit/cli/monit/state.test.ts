import { describe, expect, test } from 'vitest';
import { type Key, type KeyName, pressKey } from '../../../../src/cli/monit/press-key.js';
import { readKeys } from '../../../../src/cli/monit/read-keys.js';
import { summarizeSessions } from '../../../../src/cli/monit/select-shells.js';
import type { Scope } from '../../../../src/cli/monit/shell-source.js';
import {
  type Action,
  initialState,
  type MonitState,
  reduce,
  scopeToList,
  shownShells,
} from '../../../../src/cli/monit/state.js';
import type { ShellView } from '../../../../src/domain/shell-view.js';

const MAIN: Scope = { kind: 'session', sessionId: 'main' };

function shell(number: number, changes: Partial<ShellView> = {}): ShellView {
  return {
    sessionId: 'main',
    shellId: `bash_${number}`,
    name: null,
    command: `sleep ${number}`,
    cwd: '/work',
    status: 'running',
    pid: number,
    exitCode: null,
    signal: null,
    lostReason: null,
    endReason: null,
    startTime: new Date(number * 1_000).toISOString(),
    endTime: null,
    runs: 1,
    outputBytes: 0,
    outputPosition: 0,
    unreadBytes: 0,
    droppedBytes: 0,
    cpu: 1,
    memory: 1024,
    ports: [],
    ...changes,
  };
}

function listed(shells: readonly ShellView[], scope: Scope = MAIN): Action {
  return {
    kind: 'listed',
    scope,
    answer: { ok: true, value: { shells, notices: [] } },
    now: 1_000_000,
  };
}

function stateWith(shells: readonly ShellView[], rows = 30): MonitState {
  return reduce(initialState(MAIN, { columns: 80, rows }), listed(shells));
}

/** The state after these keys, and what they asked for. */
function press(
  state: MonitState,
  ...keys: readonly string[]
): { state: MonitState; effects: unknown[] } {
  const effects: unknown[] = [];
  for (const key of keys) {
    const pressed = pressKey(state, toKey(key));
    state = pressed.actions.reduce(reduce, state);
    if (pressed.effect !== undefined) effects.push(pressed.effect);
  }
  return { state, effects };
}

function toKey(key: string): Key {
  return key.length === 1
    ? { kind: 'character', character: key }
    : { kind: 'named', name: key as KeyName };
}

const THREE = [shell(1), shell(2), shell(3)];

describe('the selection', () => {
  test('is the first shell, and moves within the list', () => {
    const state = stateWith(THREE);
    expect(state.selected).toBe('main/bash_1');
    expect(press(state, 'up').state.selected).toBe('main/bash_1');
    expect(press(state, 'down', 'down', 'down').state.selected).toBe('main/bash_3');
    expect(press(state, 'end', 'home').state.selected).toBe('main/bash_1');
  });

  test('stays with its shell when the order changes', () => {
    const { state } = press(stateWith(THREE), 'down');
    const after = reduce(state, listed([shell(1), shell(3), shell(2, { status: 'killed' })]));
    expect(after.selected).toBe('main/bash_2');
  });

  test('goes to a neighbour when its shell is gone, and to nothing where there is none', () => {
    const { state } = press(stateWith(THREE), 'end');
    expect(reduce(state, listed([shell(1)])).selected).toBe('main/bash_1');
    expect(reduce(state, listed([])).selected).toBeUndefined();
    expect(press(reduce(state, listed([])), 'down', 'k', 'r').effects).toEqual([]);
  });

  test('is kept in view, also when the terminal gets lower', () => {
    const many = Array.from({ length: 200 }, (_, index) => shell(index + 1));
    const { state } = press(stateWith(many), 'end');
    expect(state.firstRow).toBe(187);
    expect(reduce(state, { kind: 'resized', columns: 40, rows: 10 }).firstRow).toBe(197);
    expect(press(state, 'page-up').state.selected).toBe('main/bash_188');
  });
});

describe('the output', () => {
  const printed = (text: string, isAnew = false): Action => ({
    kind: 'printed',
    shell: 'main/bash_1',
    text,
    isAnew,
  });

  test('is that of the selected shell only', () => {
    const state = [printed('one\n'), printed('two\n')].reduce(reduce, stateWith(THREE));
    expect(state.output.lines).toEqual(['one', 'two']);
    expect(reduce(state, printed('anew\n', true)).output.lines).toEqual(['anew']);
    const other = press(state, 'down').state;
    expect(other.output.lines).toEqual([]);
    expect(reduce(other, printed('late\n')).output.lines).toEqual([]);
  });

  test('is no more than the terminal has rows', () => {
    const state = reduce(stateWith(THREE, 10), printed('x\n'.repeat(1_000)));
    expect(state.output.lines).toHaveLength(10);
  });
});

describe('killing', () => {
  test('asks once, and y answers', () => {
    const { state, effects } = press(stateWith(THREE), 'down', 'k', 'y');
    expect(effects).toEqual([{ kind: 'kill', shell: 'main/bash_2' }]);
    expect(state.pending.get('main/bash_2')).toBe('killing');
    expect(press(state, 'k', 'y', 'r').effects).toEqual([]);
  });

  test.each(['n', 'k', 'q', 'enter', 'escape', 'down'])('%s is no', (key) => {
    const { state, effects } = press(stateWith(THREE), 'k', key);
    expect(effects).toEqual([]);
    expect(state.mode).toEqual({ kind: 'list' });
  });

  test('means the shell that was asked about, whatever the list does meanwhile', () => {
    const asked = press(stateWith(THREE), 'k').state;
    const { effects } = press(reduce(asked, listed([shell(2), shell(3)])), 'y');
    expect(effects).toEqual([{ kind: 'kill', shell: 'main/bash_1' }]);
  });

  test('an ended shell is not asked about', () => {
    const { state, effects } = press(stateWith([shell(1, { status: 'failed' })]), 'k', 'y');
    expect(effects).toEqual([]);
    expect(state.mode).toEqual({ kind: 'list' });
  });

  test('what became of it is said until the next key', () => {
    const { state } = press(stateWith(THREE), 'k', 'y');
    const done = reduce(state, {
      kind: 'done',
      shell: 'main/bash_1',
      answer: { ok: false, message: 'No.' },
    });
    expect(done).toMatchObject({ message: { text: 'No.', isError: true } });
    expect(done.pending.size).toBe(0);
    expect(reduce(done, { kind: 'heard' }).message).toBeUndefined();
  });
});

test('r restarts at once, also what has ended', () => {
  const { state, effects } = press(stateWith([shell(1, { status: 'failed' })]), 'r');
  expect(effects).toEqual([{ kind: 'restart', shell: 'main/bash_1' }]);
  expect(state.pending.get('main/bash_1')).toBe('restarting');
});

describe('the filter', () => {
  const shells = [
    shell(1, { name: 'Web' }),
    shell(2, { ports: [8080] }),
    shell(3, { status: 'failed' }),
  ];

  test.each([
    ['web', ['bash_1']],
    ['8080', ['bash_2']],
    ['FAILED sleep', ['bash_3']],
    ['nothing like it', []],
  ])('%j shows %j', (text, ids) => {
    const { state } = press(stateWith(shells), '/', ...Array.from(text));
    expect(shownShells(state).map(({ shellId }) => shellId)).toEqual(ids);
  });

  test('letters are letters while it is typed', () => {
    const { state, effects } = press(stateWith(shells), '/', 'k', 'q', 'y');
    expect(effects).toEqual([]);
    expect(state.filter).toBe('kqy');
    expect(press(state, 'backspace').state.filter).toBe('kq');
    expect(press(state, 'ctrl-u').state.filter).toBe('');
  });

  test('enter keeps it, escape gives it up', () => {
    const { state } = press(stateWith(shells), '/', 'w', 'e', 'enter');
    expect(state).toMatchObject({ filter: 'we', mode: { kind: 'list' } });
    expect(press(state, '/', 'x', 'escape').state.filter).toBe('we');
    expect(press(state, 'escape').state.filter).toBe('');
  });
});

describe('the choice of sessions', () => {
  const all = [...THREE, shell(1, { sessionId: 'other', status: 'failed' })];

  test('lists all of them, and comes to the one that is shown', () => {
    const { state, effects } = press(stateWith(THREE), 's');
    expect(effects).toEqual([{ kind: 'list' }]);
    expect(scopeToList(state)).toEqual({ kind: 'all' });
    expect(reduce(state, listed(all, { kind: 'all' })).mode).toMatchObject({
      kind: 'sessions',
      row: 1,
    });
  });

  test('shows the chosen one at once', () => {
    const choice = reduce(press(stateWith(THREE), 's').state, listed(all, { kind: 'all' }));
    const { state } = press(choice, 'down', 'enter');
    expect(state).toMatchObject({ selected: 'other/bash_1', scope: { sessionId: 'other' } });
    expect(press(choice, 'home', 'enter').state.shells).toHaveLength(4);
    expect(press(choice, 'escape').state).toMatchObject({ scope: MAIN, shells: THREE });
  });

  test('enter before they are known does nothing', () => {
    expect(press(stateWith(THREE), 's', 'enter').state.mode.kind).toBe('sessions');
  });

  test('sessions in which most runs come first, then the latest', () => {
    const summaries = summarizeSessions([...all, shell(9, { sessionId: 'late', status: 'lost' })]);
    expect(summaries.map(({ sessionId, running }) => [sessionId, running])).toEqual([
      ['main', 3],
      ['late', 0],
      ['other', 0],
    ]);
  });
});

test('an answer about a session that is not shown any more is left out', () => {
  const state = stateWith(THREE);
  expect(reduce(state, listed([], { kind: 'session', sessionId: 'other' }))).toBe(state);
});

test('when listing fails, the list stays and says why it is old', () => {
  const state = reduce(stateWith(THREE), {
    kind: 'listed',
    scope: MAIN,
    answer: { ok: false, message: 'No supervisor answered.' },
    now: 2_000_000,
  });
  expect(state).toMatchObject({ trouble: 'No supervisor answered.', shells: THREE });
  expect(reduce(state, listed(THREE)).trouble).toBeUndefined();
});

test.each(['list', 'filter', 'confirm-kill', 'sessions'])('Ctrl-C leaves, from %s too', (mode) => {
  const ways: Readonly<Record<string, readonly string[]>> = {
    filter: ['/'],
    'confirm-kill': ['k'],
    sessions: ['s'],
  };
  const { state } = press(stateWith(THREE), ...(ways[mode] ?? []));
  expect(state.mode.kind).toBe(mode);
  expect(press(state, 'ctrl-c').effects).toEqual([{ kind: 'quit' }]);
});

test('keys that come at once are told apart', () => {
  const none = { ctrl: false, meta: false } as Parameters<typeof readKeys>[1];
  expect(readKeys('ky\r', none)).toEqual([toKey('k'), toKey('y'), toKey('enter')]);
  expect(readKeys('c', { ...none, ctrl: true })).toEqual([toKey('ctrl-c')]);
  expect(readKeys('', { ...none, downArrow: true })).toEqual([toKey('down')]);
  expect(readKeys('x', { ...none, meta: true })).toEqual([]);
});
