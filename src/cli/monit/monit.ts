import { setTimeout as delay } from 'node:timers/promises';
import { isLive } from '../../domain/shell-state.js';
import { type Effect, type Key, pressKey } from './press-key.js';
import type { Answer, Listing, Scope, ShellSource } from './shell-source.js';
import {
  type Action,
  initialState,
  keptLines,
  type MonitState,
  reduce,
  scopeToList,
} from './state.js';

interface MonitOptions {
  readonly scope: Scope;
  readonly first: Listing;
  readonly size: { readonly columns: number; readonly rows: number };
  /** After every change; several in a row are one call. */
  readonly onChange: (state: MonitState) => void;
  readonly onQuit: () => void;
  readonly onSuspend: () => void;
}

/** Least time between two listings. */
const EVERY_MS = 1_000;
/** Where nothing runs, nothing changes by itself but what others start. */
const IDLE_EVERY_MS = 5_000;
/** A supervisor that needs long to answer is asked less often: listing takes a quarter of the time at most. */
const REST_PER_WORK = 3;
/** While somebody moves through the list, no output is read. */
const SETTLED_MS = 100;
const FOLLOW_AGAIN_MS = 2_000;

/** What goes on while the view is open: listing, following the chosen shell, and what keys ask for. */
export class Monit {
  #state: MonitState;
  readonly #source: ShellSource;
  readonly #options: MonitOptions;
  readonly #ended = new AbortController();
  #wake = new AbortController();
  #following: {
    readonly shell: string | undefined;
    readonly lines: number;
    readonly stop: () => void;
  };
  #isChangeTold = true;

  constructor(source: ShellSource, options: MonitOptions) {
    this.#source = source;
    this.#options = options;
    this.#state = initialState(options.scope, options.size);
    this.#following = { shell: undefined, lines: 0, stop: nothing };
    const answer: Answer<Listing> = { ok: true, value: options.first };
    this.dispatch({ kind: 'listed', scope: options.scope, answer, now: Date.now() });
  }

  get state(): MonitState {
    return this.#state;
  }

  dispatch(...actions: readonly Action[]): void {
    const state = actions.reduce(reduce, this.#state);
    if (state === this.#state) return;
    this.#state = state;
    this.#follow();
    if (!this.#isChangeTold) return;
    this.#isChangeTold = false;
    setImmediate(() => {
      this.#isChangeTold = true;
      if (!this.#ended.signal.aborted) this.#options.onChange(this.#state);
    });
  }

  press(keys: readonly Key[]): void {
    for (const key of keys) {
      const { actions, effect } = pressKey(this.#state, key);
      this.dispatch({ kind: 'heard' }, ...actions);
      if (effect !== undefined) this.#carryOut(effect);
    }
  }

  /** Lists until `stop`. Rejects with bugs only. */
  async run(): Promise<void> {
    const { signal } = this.#ended;
    let lastAt = Date.now();
    let restMs = EVERY_MS;
    while (!hasAborted(signal)) {
      await sleep(restMs, AbortSignal.any([signal, this.#wake.signal]));
      await sleep(lastAt + EVERY_MS - Date.now(), signal);
      if (hasAborted(signal)) return;
      this.#wake = new AbortController();
      lastAt = Date.now();
      const scope = scopeToList(this.#state);
      const answer = await this.#source.list(scope);
      const now = Date.now();
      this.dispatch({ kind: 'listed', scope, answer, now });
      restMs = restAfter(answer, now - lastAt);
    }
  }

  stop(): void {
    this.#ended.abort();
    this.#following.stop();
  }

  #carryOut(effect: Effect): void {
    switch (effect.kind) {
      case 'quit':
        this.#options.onQuit();
        break;
      case 'suspend':
        this.#options.onSuspend();
        break;
      case 'list':
        this.#wake.abort();
        break;
      case 'kill':
      case 'restart':
        void this.#act(effect.kind, effect.shell);
        break;
    }
  }

  async #act(what: 'kill' | 'restart', shell: string): Promise<void> {
    const answer = await this.#source[what](shell);
    this.dispatch({ kind: 'done', shell, answer });
    this.#wake.abort();
  }

  /** Follows the selected shell, anew where a higher terminal has room for more of it. */
  #follow(): void {
    const shell = this.#state.selected;
    const lines = keptLines(this.#state);
    if (shell === this.#following.shell && lines <= this.#following.lines) return;
    this.#following.stop();
    const stopped = new AbortController();
    const stop = (): void => {
      stopped.abort();
    };
    this.#following = { shell, lines, stop };
    if (shell !== undefined) void this.#followShell(shell, lines, stopped.signal);
  }

  async #followShell(shell: string, lines: number, signal: AbortSignal): Promise<void> {
    await sleep(SETTLED_MS, signal);
    while (!hasAborted(signal)) {
      const answer = await this.#source.follow(
        shell,
        lines,
        (piece) => {
          if (!signal.aborted) this.dispatch({ kind: 'printed', shell, ...piece });
        },
        signal,
      );
      if (hasAborted(signal)) return;
      if (!answer.ok) this.dispatch({ kind: 'output-failed', shell, message: answer.message });
      await sleep(FOLLOW_AGAIN_MS, signal);
    }
  }
}

function restAfter(answer: Answer<Listing>, tookMs: number): number {
  const isIdle = answer.ok && !answer.value.shells.some(isLive);
  return isIdle ? IDLE_EVERY_MS : Math.max(EVERY_MS - tookMs, REST_PER_WORK * tookMs);
}

/** Also over as soon as `signal` aborts. */
async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return;
  await delay(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

/** A call, since what a signal says changes while something is awaited. */
function hasAborted({ aborted }: AbortSignal): boolean {
  return aborted;
}

function nothing(): void {
  // Nothing is followed yet.
}
