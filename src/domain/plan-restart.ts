import { DEFAULT_MAX_RESTARTS, type RunPolicy } from './run-policy.js';
import type { PastRun, Shell } from './shell.js';
import { LOST_BEFORE_START } from './reconcile.js';
import type { EpochMs } from './shell-state.js';

export type RestartPlan =
  | { readonly kind: 'none' }
  | { readonly kind: 'restart'; readonly delayMs: number }
  /** It keeps failing; what the user should be told. */
  | { readonly kind: 'give-up'; readonly reason: string };

/** A run that lasted this long was no failure to start: the back-off begins anew. */
const STABLE_MS = 1000 * 30;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 1000 * 60;

/** When a shell that has ended is run again, as far as that is known; `undefined` where it is not. */
export function nextRunAt(shell: Shell): EpochMs | undefined {
  const plan = planRestart(shell);
  if (plan.kind !== 'restart' || !('endedAt' in shell.state)) return undefined;
  return shell.state.endedAt + plan.delayMs;
}

/** Decides what becomes of a shell that has just ended. Pure. */
export function planRestart(shell: Shell): RestartPlan {
  const { policy, state, held } = shell;
  if (policy === undefined || held !== undefined) return NOTHING;
  if (state.status === 'starting' || state.status === 'running') return NOTHING;
  const last = lastRun(shell, state.startedAt, state.endedAt);
  // What the run before wanted still holds where this one never began.
  const decisive = last.lostReason === LOST_BEFORE_START ? (shell.pastRuns.at(-1) ?? last) : last;
  if (!wantsRestart(policy, last) && !wantsRestart(policy, decisive)) return NOTHING;
  if (decisive.endReason === 'watch') return { kind: 'restart', delayMs: 0 };

  const inARow = unstableInARow([...shell.pastRuns, last]);
  const { restart } = policy;
  const most = restart.kind === 'on-failure' ? restart.maxRestarts : DEFAULT_MAX_RESTARTS;
  if (last.status !== 'completed' && inARow > most) {
    return { kind: 'give-up', reason: `it failed ${inARow} times in a row` };
  }
  const delayMs = inARow === 0 ? FIRST_DELAY_MS : FIRST_DELAY_MS * 2 ** (inARow - 1);
  return { kind: 'restart', delayMs: Math.min(delayMs, LONGEST_DELAY_MS) };
}

const NOTHING: RestartPlan = { kind: 'none' };

function lastRun(shell: Shell, startedAt: EpochMs, endedAt: EpochMs): PastRun {
  const { state, uid } = shell;
  if (state.status === 'lost')
    return { uid, status: 'lost', startedAt, endedAt, lostReason: state.reason };
  if (!('exit' in state)) throw new Error('a run that has ended has an exit status');
  const { status, exit, endReason } = state;
  return {
    uid,
    status,
    startedAt,
    endedAt,
    exit,
    ...(endReason === undefined ? {} : { endReason }),
  };
}

function wantsRestart({ restart }: RunPolicy, { status, endReason }: PastRun): boolean {
  if (endReason === 'watch' || endReason === 'max-memory') return true;
  switch (status) {
    case 'killed':
      return false; // by a user, or by a limit that means the end
    case 'completed':
      return restart.kind === 'always';
    case 'failed':
    case 'lost':
      return restart.kind !== 'no';
  }
}

/** How many of the last runs ended soon after they began, one after the other. */
function unstableInARow(runs: readonly PastRun[]): number {
  let count = 0;
  for (const { startedAt, endedAt, endReason } of [...runs].reverse()) {
    if (endedAt - startedAt >= STABLE_MS || endReason === 'watch') break;
    count += 1;
  }
  return count;
}
