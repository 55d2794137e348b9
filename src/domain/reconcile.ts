import type { ShellState } from './shell-state.js';

/** What the machine shows of a shell that is recorded as live. */
export interface Observation {
  /** The process that runs the command is there, and is the one that was recorded. */
  readonly commandAlive: boolean;
  /** A process of its shim is there, so an exit record can still come. */
  readonly shimAlive: boolean;
  /** The machine has been restarted since. */
  readonly otherBoot: boolean;
}

export type Finding =
  /** Its command runs, and its end will be recorded. */
  | { readonly kind: 'runs' }
  /** Its command runs, but nobody is left to record its end: look again now and then. */
  | { readonly kind: 'runs-unrecorded' }
  /** Its shim is about to drop a record: look again in a moment. */
  | { readonly kind: 'undecided' }
  | { readonly kind: 'vanished'; readonly reason: string };

export const LOST_TO_RESTART = 'the machine was restarted';
export const LOST_WITH_SHIM = 'its shim was killed from outside and the command has ended';
export const LOST_BEFORE_START = 'the supervisor stopped before it could be started';

/** Works out what has become of a live shell for which the spool holds no record. Decides only. */
export function judge(state: ShellState, seen: Observation): Finding {
  if (seen.otherBoot) return { kind: 'vanished', reason: LOST_TO_RESTART };
  if (seen.commandAlive) return { kind: seen.shimAlive ? 'runs' : 'runs-unrecorded' };
  if (seen.shimAlive) return { kind: 'undecided' };
  return {
    kind: 'vanished',
    reason: state.status === 'starting' ? LOST_BEFORE_START : LOST_WITH_SHIM,
  };
}
