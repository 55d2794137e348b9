import { IllegalTransitionError } from './errors.js';
import { type ExitStatus, isEndedBy } from './exit-status.js';
import type { MemoryDeath } from './memory-death.js';
import type { ProcessIdentity } from './process.js';
import type { EndReason } from './run-policy.js';
import type { EpochMs, ShellState } from './shell-state.js';

/** Something that happened to a shell, or was asked of it. */
export type ShellEvent =
  | {
      readonly type: 'started';
      readonly at: EpochMs;
      readonly process: ProcessIdentity;
      readonly shim: ProcessIdentity;
    }
  /** `signal` where only that signal is sent, instead of ending the shell for good. */
  | {
      readonly type: 'kill-requested';
      readonly at: EpochMs;
      readonly signal?: string;
      readonly reason?: EndReason;
    }
  | {
      readonly type: 'exited';
      readonly at: EpochMs;
      readonly exit: ExitStatus;
      /** Holds only where nobody has asked for its end. */
      readonly memoryDeath?: MemoryDeath | undefined;
    }
  | { readonly type: 'vanished'; readonly at: EpochMs; readonly reason: string }
  | { readonly type: 'restarted'; readonly at: EpochMs };

/**
 * The only function that moves a shell from one state to the next. Pure: it
 * reads no clock and touches no process, so the caller supplies `event.at`.
 *
 * Records may be delivered twice or out of order: one that tells nothing new
 * returns the same state. An exit record that turns up after a shell was given
 * up as lost is better evidence, and wins.
 *
 * @throws {IllegalTransitionError} when `event` cannot happen in `state`.
 */
export function transition(state: ShellState, event: ShellEvent): ShellState {
  switch (event.type) {
    case 'started':
      if (state.status !== 'starting') return state;
      return {
        status: 'running',
        startedAt: event.at,
        process: event.process,
        shim: event.shim,
        ...(state.killRequest === undefined ? {} : { killRequest: state.killRequest }),
      };
    case 'kill-requested':
      if (state.status !== 'running' && state.status !== 'starting') break;
      // A request to end it is never weakened by a later single signal.
      if (state.killRequest !== undefined && state.killRequest.signal === undefined) return state;
      return {
        ...state,
        killRequest: {
          at: event.at,
          ...(event.signal === undefined ? {} : { signal: event.signal }),
          ...(event.reason === undefined ? {} : { reason: event.reason }),
        },
      };
    case 'exited':
      if (state.status === 'running' || state.status === 'starting' || state.status === 'lost')
        return ended(state, event);
      return state;
    case 'vanished':
      if (state.status === 'running' || state.status === 'starting')
        return {
          status: 'lost',
          startedAt: state.startedAt,
          endedAt: event.at,
          reason: event.reason,
        };
      return state;
    case 'restarted':
      if (state.status === 'running' || state.status === 'starting') break;
      return { status: 'starting', startedAt: event.at };
  }
  throw new IllegalTransitionError(`A ${state.status} shell cannot take "${event.type}".`);
}

function ended(
  state: Extract<ShellState, { status: 'running' | 'starting' | 'lost' }>,
  { at, exit, memoryDeath }: Extract<ShellEvent, { type: 'exited' }>,
): ShellState {
  const { startedAt } = state;
  const running = state.status === 'running' ? state : undefined;
  const { killRequest } = state.status === 'lost' ? {} : state;
  const asked =
    killRequest !== undefined &&
    (killRequest.signal === undefined || isEndedBy(exit, killRequest.signal));
  const endReason = asked ? killRequest.reason : memoryDeath;
  return {
    status: asked ? 'killed' : exit.exitCode === 0 ? 'completed' : 'failed',
    startedAt,
    endedAt: Math.max(at, startedAt),
    pid: running?.process.pid ?? 0,
    shimPid: running?.shim.pid ?? 0,
    exit,
    ...(endReason === undefined ? {} : { endReason }),
  };
}
