import { ExpectedError } from '../../domain/errors.js';
import type { ShellView } from '../../domain/shell-view.js';
import type { Context } from '../../operations/context.js';
import { followTail, type TailPiece } from '../../operations/follow-tail.js';
import { killShells } from '../../operations/kill-shells.js';
import { listShells } from '../../operations/list-shells.js';
import { restartShell } from '../../operations/restart-shell.js';
import { renderKilled } from '../render-killed.js';

/** Whose shells are shown. */
export type Scope =
  | { readonly kind: 'all' }
  /** Left out: the session that is meant where nothing is said. */
  | { readonly kind: 'session'; readonly sessionId: string | undefined };

export interface Listing {
  readonly shells: readonly ShellView[];
  readonly notices: readonly string[];
}

/** What came of a request: its answer, or a sentence that says why there is none. */
export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/**
 * All that the view asks of the program. The view is a bundle of its own, with
 * its own copy of every class, so what crosses here are plain values, failures
 * among them. Only bugs reject. Shells are named in full, `SESSION/bash_3`.
 */
export interface ShellSource {
  list(scope: Scope): Promise<Answer<Listing>>;
  /** Until `signal` aborts, or the reading fails. */
  follow(
    shell: string,
    lines: number,
    onPiece: (piece: TailPiece) => void,
    signal: AbortSignal,
  ): Promise<Answer<undefined>>;
  /** Answers with a sentence that says what became of it, as does `restart`. */
  kill(shell: string): Promise<Answer<string>>;
  restart(shell: string): Promise<Answer<string>>;
}

/** More than a screen holds; what lies between two looks and does not fit is passed over. */
const MAX_OUTPUT_BYTES = 64 * 1024;

export function createShellSource(context: Context): ShellSource {
  return {
    list: (scope) =>
      answer(() =>
        listShells(within(context, scope), { all: scope.kind === 'all', runningOnly: false }),
      ),
    follow: (shell, lines, onPiece, signal) =>
      answer(async () => {
        const input = { shell, lines, maxBytes: MAX_OUTPUT_BYTES };
        await followTail(context, input, onPiece, signal);
        return undefined;
      }),
    kill: (shell) =>
      answer(async () => {
        const killed = await killShells(context, { shells: [shell], all: false, except: [] });
        return renderKilled(killed, undefined).replaceAll(/\n\s*/g, '; ');
      }),
    restart: (shell) =>
      answer(async () => {
        const { shellId, pid, status } = await restartShell(context, { shell });
        return `${shellId}  ${status} again, pid ${pid ?? '?'}`;
      }),
  };
}

function within(context: Context, scope: Scope): Context {
  if (scope.kind === 'all' || scope.sessionId === undefined) return context;
  return { ...context, session: { ...context.session, sessionId: scope.sessionId } };
}

async function answer<T>(ask: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, value: await ask() };
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    return { ok: false, message: error.message };
  }
}
