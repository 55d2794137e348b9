import { offsetsOf } from './output-offsets.js';
import type { Shell } from './shell.js';
import { hasExited, isLive, type ShellStatus } from './shell-state.js';

/**
 * A shell as `claude bashes --json` prints it: a contract. What does not apply
 * is `null`. Times are ISO 8601 in UTC, sizes and offsets bytes, `cpu` percent
 * of one core over the whole process tree.
 */
export interface ShellView {
  readonly sessionId: string;
  readonly shellId: string;
  readonly name: string | null;
  readonly command: string;
  readonly cwd: string;
  readonly status: ShellStatus;
  readonly pid: number | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly lostReason: string | null;
  /**
   * Which limit of its own ended it: `timeout`, `idle-timeout`, `max-memory`, `watch`; or that the
   * system did: `out-of-memory`, `probably-out-of-memory`.
   */
  readonly endReason: string | null;
  readonly startTime: string;
  readonly endTime: string | null;
  readonly runs: number;
  readonly outputBytes: number;
  readonly outputPosition: number;
  readonly unreadBytes: number;
  readonly droppedBytes: number;
  readonly cpu: number | null;
  readonly memory: number | null;
  readonly ports: readonly number[] | null;
}

/** What only the machine can tell of a shell. */
export interface ShellUsage {
  readonly cpu: number;
  readonly memory: number;
  readonly ports: readonly number[];
}

/**
 * @param logBytes - Size of its log file.
 * @param usage - Left out where nobody measured it; ignored for shells that have ended.
 */
export function viewShell(
  sessionId: string,
  shell: Shell,
  logBytes: number,
  usage?: ShellUsage,
): ShellView {
  const { state } = shell;
  const offsets = offsetsOf(shell.output, logBytes);
  const measured = isLive(state) ? usage : undefined;
  return {
    sessionId,
    shellId: shell.id,
    name: shell.name ?? null,
    command: shell.command,
    cwd: shell.cwd,
    status: state.status,
    pid: pidOf(shell),
    exitCode: hasExited(state) ? state.exit.exitCode : null,
    signal: hasExited(state) ? (state.exit.signal ?? null) : null,
    lostReason: state.status === 'lost' ? state.reason : null,
    endReason: endReasonOf(shell),
    startTime: new Date(state.startedAt).toISOString(),
    endTime: 'endedAt' in state ? new Date(state.endedAt).toISOString() : null,
    runs: shell.runs,
    outputBytes: offsets.end,
    outputPosition: shell.output.position,
    unreadBytes: offsets.unread,
    droppedBytes: shell.output.start,
    cpu: measured?.cpu ?? null,
    memory: measured?.memory ?? null,
    ports: measured?.ports ?? null,
  };
}

function endReasonOf({ state }: Shell): string | null {
  return hasExited(state) ? (state.endReason ?? null) : null;
}

function pidOf({ state }: Shell): number | null {
  if (state.status === 'running') return state.process.pid;
  if (hasExited(state) && state.pid > 0) return state.pid;
  return null;
}
