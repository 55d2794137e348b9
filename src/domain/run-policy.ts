/** When a command that has ended is run again. */
export type RestartRule =
  | { readonly kind: 'no' }
  /** After a failure; given up after `maxRestarts` in a row. */
  | { readonly kind: 'on-failure'; readonly maxRestarts: number }
  | { readonly kind: 'always' };

/** What the supervisor does with a shell without being asked. */
export interface RunPolicy {
  readonly restart: RestartRule;
  /** Absolute paths; a change in one of them restarts the shell. */
  readonly watch: readonly string[];
  /** Of the whole process tree; more restarts the shell. */
  readonly maxMemoryBytes?: number | undefined;
  /** A run that takes longer is killed. */
  readonly timeoutMs?: number | undefined;
  /** A run that neither prints nor computes for so long is killed. */
  readonly idleTimeoutMs?: number | undefined;
}

/** Why the supervisor ended a run without being asked. */
export type EndReason = 'timeout' | 'idle-timeout' | 'max-memory' | 'watch';

/** `on-failure` without a number. */
export const DEFAULT_MAX_RESTARTS = 10;

/** Whether a shell can be run again without anybody asking, so that its environment has to be kept. */
export function mayRestart({ restart, watch, maxMemoryBytes }: RunPolicy): boolean {
  return restart.kind !== 'no' || watch.length > 0 || maxMemoryBytes !== undefined;
}
