import { toPrintable } from '../../domain/printable.js';
import { isLive } from '../../domain/shell-state.js';
import { planScreen } from './plan-screen.js';
import { nameOf } from './select-shells.js';
import type { Scope } from './shell-source.js';
import { type Action, type Mode, type MonitState, selectedShell, shownShells } from './state.js';

/** A key that has no character of its own, or the character. */
export type Key =
  | { readonly kind: 'named'; readonly name: KeyName }
  | { readonly kind: 'character'; readonly character: string };

export type KeyName =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'home'
  | 'end'
  | 'enter'
  | 'escape'
  | 'backspace'
  | 'ctrl-c'
  | 'ctrl-u'
  | 'ctrl-z';

/** What a key asks for beyond a change of what is shown. */
export type Effect =
  | { readonly kind: 'kill' | 'restart'; readonly shell: string }
  | { readonly kind: 'list' | 'quit' | 'suspend' };

export interface Pressed {
  readonly actions: readonly Action[];
  readonly effect?: Effect;
}

const NOTHING: Pressed = { actions: [] };
const LIST: Action = { kind: 'mode-changed', mode: { kind: 'list' } };

/** What a key does, given what is shown. */
export function pressKey(state: MonitState, key: Key): Pressed {
  const name = key.kind === 'named' ? key.name : undefined;
  if (name === 'ctrl-c') return { actions: [], effect: { kind: 'quit' } };
  if (name === 'ctrl-z') return { actions: [], effect: { kind: 'suspend' } };
  const { mode } = state;
  switch (mode.kind) {
    case 'list':
      return pressInList(state, key);
    case 'filter':
      return pressInFilter(state, mode, key);
    case 'confirm-kill':
      return pressInQuestion(mode, key);
    case 'sessions':
      return pressInSessions(state, mode, key);
  }
}

function pressInList(state: MonitState, key: Key): Pressed {
  const by = movement(state, key);
  if (by !== undefined) return { actions: [{ kind: 'moved', by }] };
  if (key.kind === 'named') {
    const clears = key.name === 'escape' && state.filter !== '';
    return clears ? { actions: [{ kind: 'filter-changed', filter: '' }] } : NOTHING;
  }
  switch (key.character) {
    case 'q':
      return { actions: [], effect: { kind: 'quit' } };
    case '/':
      return { actions: [changed({ kind: 'filter', before: state.filter })] };
    case 's': {
      const mode = { kind: 'sessions', sessions: undefined, shells: [], row: 0 } as const;
      return { actions: [changed(mode)], effect: { kind: 'list' } };
    }
    case 'k':
      return askToKill(state);
    case 'r':
      return restart(state);
    default:
      return NOTHING;
  }
}

function askToKill(state: MonitState): Pressed {
  const shell = selectedShell(state);
  if (shell === undefined || state.pending.has(nameOf(shell))) return NOTHING;
  if (!isLive(shell)) return said(`${shell.shellId} does not run.`);
  return { actions: [changed({ kind: 'confirm-kill', shell: nameOf(shell) })] };
}

function restart(state: MonitState): Pressed {
  const selected = selectedShell(state);
  if (selected === undefined || state.pending.has(nameOf(selected))) return NOTHING;
  const shell = nameOf(selected);
  return {
    actions: [{ kind: 'began', shell, what: 'restarting' }],
    effect: { kind: 'restart', shell },
  };
}

function pressInQuestion({ shell }: Extract<Mode, { kind: 'confirm-kill' }>, key: Key): Pressed {
  if (key.kind === 'character' && key.character.toLowerCase() === 'y')
    return {
      actions: [{ kind: 'began', shell, what: 'killing' }],
      effect: { kind: 'kill', shell },
    };
  return { actions: [LIST] };
}

function pressInFilter(
  state: MonitState,
  { before }: Extract<Mode, { kind: 'filter' }>,
  key: Key,
): Pressed {
  const { filter } = state;
  if (key.kind === 'character') return typed(filter + toPrintable(key.character));
  const by = movement(state, key);
  if (by !== undefined) return { actions: [{ kind: 'moved', by }] };
  if (key.name === 'escape') return { actions: [{ kind: 'filter-changed', filter: before }, LIST] };
  if (key.name === 'ctrl-u') return typed('');
  if (key.name === 'backspace' && filter !== '')
    return typed(Array.from(filter).slice(0, -1).join(''));
  return { actions: [LIST] };
}

function pressInSessions(
  state: MonitState,
  { sessions, shells, row }: Extract<Mode, { kind: 'sessions' }>,
  key: Key,
): Pressed {
  const by = movement(state, key);
  if (by !== undefined) return { actions: [{ kind: 'moved', by }] };
  const isLeft = key.kind === 'character' ? 'qs'.includes(key.character) : key.name === 'escape';
  if (isLeft) return { actions: [LIST], effect: { kind: 'list' } };
  if (key.kind !== 'named' || key.name !== 'enter' || sessions === undefined) return NOTHING;
  const chosen = sessions[row - 1]?.sessionId;
  const scope: Scope =
    chosen === undefined ? { kind: 'all' } : { kind: 'session', sessionId: chosen };
  const members = shells.filter(({ sessionId }) => chosen === undefined || sessionId === chosen);
  return {
    actions: [{ kind: 'scope-chosen', scope, shells: members }],
    effect: { kind: 'list' },
  };
}

/** By how many rows a key moves. */
function movement(state: MonitState, key: Key): number | undefined {
  if (key.kind !== 'named') return undefined;
  const page = Math.max(1, planScreen(state.rows, shownShells(state).length).listRows - 1);
  const steps: Readonly<Partial<Record<KeyName, number>>> = {
    up: -1,
    down: 1,
    'page-up': -page,
    'page-down': page,
    home: -Infinity,
    end: Infinity,
  };
  return steps[key.name];
}

function changed(mode: Mode): Action {
  return { kind: 'mode-changed', mode };
}

function typed(filter: string): Pressed {
  return { actions: [{ kind: 'filter-changed', filter }] };
}

function said(text: string): Pressed {
  return { actions: [{ kind: 'said', text }] };
}
