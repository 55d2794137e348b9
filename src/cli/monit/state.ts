import type { ShellView } from '../../domain/shell-view.js';
import { type History, recordUsage } from './history.js';
import { appendOutput, NO_OUTPUT, type OutputTail } from './output-tail.js';
import { planScreen, scrollTo } from './plan-screen.js';
import type { Answer, Listing, Scope } from './shell-source.js';
import { matchesFilter, nameOf, type SessionSummary, summarizeSessions } from './select-shells.js';

/** What the next key means. */
export type Mode =
  | { readonly kind: 'list' }
  /** Typing a filter; `before` comes back when it is given up. */
  | { readonly kind: 'filter'; readonly before: string }
  | { readonly kind: 'confirm-kill'; readonly shell: string }
  /** Choosing a session; `undefined` until they are known. The first row, 0, stands for all of them. */
  | {
      readonly kind: 'sessions';
      readonly sessions: readonly SessionSummary[] | undefined;
      readonly shells: readonly ShellView[];
      readonly row: number;
    };

/** Everything the view shows; the view is a function of it. */
export interface MonitState {
  readonly columns: number;
  readonly rows: number;
  readonly scope: Scope;
  /** As they were listed last, the order included. */
  readonly shells: readonly ShellView[];
  /** When that was, in milliseconds since 1970. */
  readonly listedAt: number;
  readonly histories: ReadonlyMap<string, History>;
  /** `SESSION/bash_3`; `undefined` while there is no shell. */
  readonly selected: string | undefined;
  /** Index of the first row shown. */
  readonly firstRow: number;
  readonly filter: string;
  readonly mode: Mode;
  /** What is being done to a shell right now. */
  readonly pending: ReadonlyMap<string, 'killing' | 'restarting'>;
  /** Said until the next key. */
  readonly message: { readonly text: string; readonly isError: boolean } | undefined;
  /** Why the list may be old. */
  readonly trouble: string | undefined;
  readonly output: OutputTail;
  /** Why there is no output. */
  readonly outputTrouble: string | undefined;
}

export type Action =
  | { readonly kind: 'resized'; readonly columns: number; readonly rows: number }
  | {
      readonly kind: 'listed';
      readonly scope: Scope;
      readonly answer: Answer<Listing>;
      readonly now: number;
    }
  | { readonly kind: 'moved'; readonly by: number }
  | { readonly kind: 'filter-changed'; readonly filter: string }
  | { readonly kind: 'mode-changed'; readonly mode: Mode }
  | { readonly kind: 'scope-chosen'; readonly scope: Scope; readonly shells: readonly ShellView[] }
  | { readonly kind: 'began'; readonly shell: string; readonly what: 'killing' | 'restarting' }
  | { readonly kind: 'done'; readonly shell: string; readonly answer: Answer<string> }
  | { readonly kind: 'said'; readonly text: string }
  | { readonly kind: 'heard' }
  | {
      readonly kind: 'printed';
      readonly shell: string;
      readonly text: string;
      readonly isAnew: boolean;
    }
  | { readonly kind: 'output-failed'; readonly shell: string; readonly message: string };

/** Lines of output kept, however high the terminal is. */
const MOST_LINES = 500;

export function initialState(
  scope: Scope,
  size: { readonly columns: number; readonly rows: number },
): MonitState {
  return {
    ...size,
    scope,
    shells: [],
    listedAt: 0,
    histories: new Map(),
    selected: undefined,
    firstRow: 0,
    filter: '',
    mode: { kind: 'list' },
    pending: new Map(),
    message: undefined,
    trouble: undefined,
    output: NO_OUTPUT,
    outputTrouble: undefined,
  };
}

/** What the list shows: the shells that match the filter. */
export function shownShells({ shells, filter }: MonitState): readonly ShellView[] {
  return filter === '' ? shells : shells.filter((shell) => matchesFilter(shell, filter));
}

export function selectedShell(state: MonitState): ShellView | undefined {
  return state.shells.find((shell) => nameOf(shell) === state.selected);
}

/** Lines of output worth keeping: those that a screen can show. */
export function keptLines({ rows }: MonitState): number {
  return Math.min(rows, MOST_LINES);
}

/** Whose shells have to be listed for what is shown. */
export function scopeToList({ mode, scope }: MonitState): Scope {
  return mode.kind === 'sessions' ? { kind: 'all' } : scope;
}

export function reduce(state: MonitState, action: Action): MonitState {
  switch (action.kind) {
    case 'resized':
      return inView({ ...state, columns: action.columns, rows: action.rows });
    case 'listed':
      return takeListing(state, action);
    case 'moved':
      return move(state, action.by);
    case 'filter-changed':
      return inView({ ...state, filter: action.filter });
    case 'mode-changed':
      return { ...state, mode: action.mode };
    case 'scope-chosen':
      return inView({
        ...state,
        scope: action.scope,
        shells: action.shells,
        filter: '',
        mode: { kind: 'list' },
      });
    case 'began': {
      const pending = new Map(state.pending).set(action.shell, action.what);
      return { ...state, pending, mode: { kind: 'list' } };
    }
    case 'done': {
      const pending = new Map(state.pending);
      pending.delete(action.shell);
      const { answer } = action;
      const message = { text: answer.ok ? answer.value : answer.message, isError: !answer.ok };
      return { ...state, pending, message };
    }
    case 'heard':
      return state.message === undefined ? state : { ...state, message: undefined };
    case 'said':
      return { ...state, message: { text: action.text, isError: false } };
    case 'printed': {
      if (action.shell !== state.selected) return state;
      const before = action.isAnew ? NO_OUTPUT : state.output;
      const output = appendOutput(before, action.text, keptLines(state));
      return { ...state, output, outputTrouble: undefined };
    }
    case 'output-failed':
      if (action.shell !== state.selected) return state;
      return { ...state, outputTrouble: action.message };
  }
}

function takeListing(
  state: MonitState,
  { scope, answer, now }: Extract<Action, { kind: 'listed' }>,
): MonitState {
  if (!isSameScope(scope, scopeToList(state))) return state;
  if (!answer.ok) return { ...state, trouble: answer.message };
  const { shells, notices } = answer.value;
  const [notice] = notices;
  const heard: MonitState = {
    ...state,
    listedAt: now,
    trouble: undefined,
    message: notice === undefined ? state.message : { text: notice, isError: false },
  };
  if (state.mode.kind === 'sessions') {
    const sessions = summarizeSessions(shells);
    const isFirst = state.mode.sessions === undefined;
    const row = isFirst ? rowOf(state.scope, sessions) : Math.min(state.mode.row, sessions.length);
    return { ...heard, mode: { kind: 'sessions', sessions, shells, row } };
  }
  return inView({ ...heard, shells, histories: recordAll(state.histories, shells, now) });
}

/** Where the session that is shown stands in the choice. */
function rowOf(scope: Scope, sessions: readonly SessionSummary[]): number {
  if (scope.kind === 'all') return 0;
  return sessions.findIndex(({ sessionId }) => sessionId === scope.sessionId) + 1;
}

function recordAll(
  histories: ReadonlyMap<string, History>,
  shells: readonly ShellView[],
  now: number,
): ReadonlyMap<string, History> {
  return new Map(
    shells.flatMap((shell) => {
      const name = nameOf(shell);
      const before = histories.get(name);
      const { cpu, memory } = shell;
      if (cpu !== null && memory !== null)
        return [[name, recordUsage(before, now, { cpu, memory })]];
      return before === undefined ? [] : [[name, before]];
    }),
  );
}

function move(state: MonitState, by: number): MonitState {
  const { mode } = state;
  if (mode.kind === 'sessions') {
    const row = clamp(mode.row + by, mode.sessions?.length ?? 0);
    return { ...state, mode: { ...mode, row } };
  }
  const shown = shownShells(state);
  const index = shown.findIndex((shell) => nameOf(shell) === state.selected);
  return inView(state, shown[clamp(index + by, shown.length - 1)]);
}

/**
 * Selects `wanted`, else keeps the selection while it is shown, else takes the
 * row that has come to its place. Brings it into view; what another shell printed is forgotten.
 */
function inView(state: MonitState, wanted?: ShellView): MonitState {
  const shown = shownShells(state);
  const index = shown.findIndex((shell) => nameOf(shell) === state.selected);
  const selected = wanted ?? shown[index] ?? shown[clamp(state.firstRow, shown.length - 1)];
  const name = selected === undefined ? undefined : nameOf(selected);
  const { listRows } = planScreen(state.rows, shown.length);
  const row = selected === undefined ? 0 : shown.indexOf(selected);
  const firstRow = scrollTo(state.firstRow, row, listRows, shown.length);
  const isSame = name === state.selected;
  return {
    ...state,
    selected: name,
    firstRow,
    output: isSame ? state.output : NO_OUTPUT,
    outputTrouble: isSame ? state.outputTrouble : undefined,
  };
}

function clamp(index: number, last: number): number {
  return Math.max(0, Math.min(index, last));
}

export function isSameScope(a: Scope, b: Scope): boolean {
  if (a.kind === 'all' || b.kind === 'all') return a.kind === b.kind;
  return a.sessionId === b.sessionId;
}
