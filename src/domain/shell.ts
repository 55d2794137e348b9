import type { SessionId, ShellId, ShellUid } from './ids.js';
import type { ExitStatus } from './exit-status.js';
import type { MemoryKills } from './memory-kills.js';
import type { MemoryDeath } from './memory-death.js';
import type { EndReason, RunPolicy } from './run-policy.js';
import type { ProcessIdentity } from './process.js';
import type { EpochMs, ShellState, UnknownFields } from './shell-state.js';

/** `stdin` is a pipe; `tty` a terminal. */
export type InputKind = 'stdin' | 'tty';

/** A run that was followed by another under the same shell id. */
export interface PastRun {
  readonly uid: ShellUid;
  readonly status: 'completed' | 'failed' | 'killed' | 'lost';
  readonly startedAt: EpochMs;
  readonly endedAt: EpochMs;
  readonly exit?: ExitStatus;
  readonly lostReason?: string;
  readonly endReason?: EndReason | MemoryDeath;
  /** Everything else its record holds, written back as it was. */
  readonly unknownFields?: UnknownFields;
}

/**
 * Where a shell's output stands. Offsets count bytes from the first byte that
 * the shell ever wrote, over all its runs; they stay true when the oldest
 * bytes are dropped.
 */
export interface OutputRecord {
  /** Up to here it has been read. */
  readonly position: number;
  /** The first byte that is still kept. */
  readonly start: number;
  /** The offset that byte 0 of the log file has. More than 0 only where the file itself was shortened. */
  readonly fileBase: number;
  /** Most bytes to keep. */
  readonly maxBytes: number;
  /** When the writer first met a full disk or was killed: up to 128 KB may be missing there. */
  readonly gapAt?: EpochMs;
}

/** A background shell of one session, as its manifest records it. */
export interface Shell {
  readonly id: ShellId;
  /** Of the current run, or of the last one. */
  readonly uid: ShellUid;
  readonly command: string;
  readonly cwd: string;
  readonly name?: string;
  /** Absolute path of the program that runs the command with `-c`. */
  readonly interpreter: string;
  readonly state: ShellState;
  readonly output: OutputRecord;
  /** Earlier runs, oldest first, the last 20 of them. */
  readonly pastRuns: readonly PastRun[];
  /** How many runs there were, the current one included. */
  readonly runs: number;
  /** Whether something can be typed into it, and through what. */
  readonly input?: InputKind;
  /** What is done with it without being asked; absent where that is nothing. */
  readonly policy?: RunPolicy;
  /** Why it is not run again although its policy says so: a user stopped it, or it kept failing. */
  readonly held?: string;
  /** Everything else its record holds, written back as it was. */
  readonly unknownFields?: UnknownFields;
}

/** A live shell, and the sessions that hold it: more than one where a session was branched while it ran. */
export interface RunningRecord {
  readonly uid: ShellUid;
  readonly shellId: ShellId;
  readonly sessionIds: readonly SessionId[];
  readonly command: string;
  readonly cwd: string;
  readonly interpreter: string;
  readonly startedAt: EpochMs;
  /** The boot of the machine that it was started in. */
  readonly bootId: string;
  /** Its policy has a say when it has ended. */
  readonly hasPolicy?: boolean;
  /** As it was right before it was forked. */
  readonly memoryKills?: MemoryKills;
  /** Once it runs. Stands in for the manifest where that is damaged. */
  readonly processes?: { readonly process: ProcessIdentity; readonly shim: ProcessIdentity };
}

const KEPT_RUNS = 20;

/** The shell's current run moved among the past ones, to make room for the next. */
export function withRunArchived(shell: Shell): readonly PastRun[] {
  const { state, uid } = shell;
  if (state.status === 'starting' || state.status === 'running') return shell.pastRuns;
  const run: PastRun = {
    uid,
    status: state.status,
    startedAt: state.startedAt,
    endedAt: state.endedAt,
    ...('exit' in state ? { exit: state.exit } : { lostReason: state.reason }),
    ...('endReason' in state ? { endReason: state.endReason } : {}),
  };
  return [...shell.pastRuns, run].slice(-KEPT_RUNS);
}
