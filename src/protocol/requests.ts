import type { InputKind } from '../domain/shell.js';
import type { RunPolicy } from '../domain/run-policy.js';
import type { ShellView } from '../domain/shell-view.js';

/**
 * Every request that a client can make of the supervisor: JSON-RPC 2.0, one
 * message a line, over the Unix socket. The client and the supervisor import
 * this file and nothing else of each other.
 */
export interface Requests {
  hello: { params: HelloParams; result: HelloResult };
  status: { params: NoParams; result: SupervisorStatus };
  stop: { params: NoParams; result: NoParams };
  'start-shell': { params: StartShellParams; result: NewShell };
  'list-shells': { params: ListShellsParams; result: ListedShells };
  'kill-shells': { params: KillShellsParams; result: readonly KilledShell[] };
  'restart-shell': { params: RestartShellParams; result: RestartedShell };
  'wait-shells': { params: WaitShellsParams; result: WaitedShells };
  'inspect-shell': { params: OneShellParams; result: InspectedShell };
  'begin-read': { params: OneShellParams & { readonly exclusive: boolean }; result: OutputSource };
  'carry-surroundings': { params: CarrySurroundingsParams; result: NoParams };
  'wait-port': { params: WaitPortParams; result: WaitedPort };
  'open-input': { params: OneShellParams; result: OpenedInput };
  'end-input': { params: OneShellParams; result: NoParams };
  'commit-read': { params: CommitReadParams; result: CommittedRead };
}

export type Method = keyof Requests;
export type ParamsOf<M extends Method> = Requests[M]['params'];
export type ResultOf<M extends Method> = Requests[M]['result'];

/** Messages longer than this are refused, and the connection is closed. */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

/** Changes whenever an older supervisor could not answer a newer client. */
export const PROTOCOL_VERSION = 1;

export type NoParams = Readonly<Record<string, never>>;

export interface HelloParams {
  /** Version of the client's program, as in its package.json. */
  readonly version: string;
  readonly protocol: number;
}

export interface HelloResult {
  readonly version: string;
  readonly protocol: number;
  readonly pid: number;
  /** The client is newer: this supervisor steps down now, and answers nothing more. */
  readonly steppingDown: boolean;
}

export interface SupervisorStatus {
  readonly running: boolean;
  readonly pid: number | null;
  readonly version: string | null;
  readonly uptimeSeconds: number | null;
  /** Shells that run now, over all sessions. */
  readonly shells: number;
  /** Resident memory of the supervisor alone, in bytes. */
  readonly memory: number | null;
  readonly socket: string;
}

/** Which session a command means: the named one, else the latest of the directory. */
export interface SessionSelector {
  readonly sessionId?: string | undefined;
  /** Absolute, symbolic links resolved. */
  readonly directory: string;
}

export interface ShellParams {
  readonly session: SessionSelector;
  readonly shells: readonly string[];
}

export interface OneShellParams {
  readonly session: SessionSelector;
  readonly shell: string;
}

/** The surroundings that a command is to run in, as its caller has them. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string>>;
  /** File mode creation mask, 0 to 0o777. */
  readonly umask: number;
}

export interface LatestSession {
  /** Left out where there was none, or the client knows none. */
  readonly sessionId?: string | undefined;
  /** The id of the one to be made where there is none. */
  readonly newSessionId: string;
}

export interface StartShellParams extends Surroundings {
  readonly session: SessionSelector;
  /**
   * Which session "the latest of the directory" was when the client first
   * asked: one that asks again means the same, whichever is the latest by then.
   */
  readonly latest?: LatestSession | undefined;
  /** Chosen by the client: the same uid again starts nothing, and gets the same answer. */
  readonly uid: string;
  readonly command: string;
  /** Absolute; where it is left out, the session's own working directory. */
  readonly cwd?: string | undefined;
  /** Set for this shell alone, over the session's and the caller's environment. */
  readonly set: Readonly<Record<string, string>>;
  readonly name?: string | undefined;
  readonly maxOutputBytes?: number | undefined;
  readonly policy?: RunPolicy | undefined;
  /** A FIFO to which the interpreter writes its directory and environment when it ends. */
  readonly report?: string | undefined;
  readonly input?: InputKind | undefined;
}

export interface StartedShell {
  readonly sessionId: string;
  readonly shellId: string;
  readonly uid: string;
  readonly command: string;
  readonly cwd: string;
  readonly status: ShellView['status'];
  readonly pid: number | null;
  readonly startTime: string;
}

export interface NewShell extends StartedShell {
  /** Running shells of the session with the same command in the same directory. */
  readonly sameAs: readonly string[];
}

export interface ListShellsParams {
  readonly session: SessionSelector;
  /** Every session instead of the selected one. */
  readonly all: boolean;
  readonly runningOnly: boolean;
}

export interface ListedShells {
  readonly shells: readonly ShellView[];
  readonly plannedRuns: readonly PlannedRun[];
  /** What the user should know besides, such as a record that was repaired. One sentence each. */
  readonly notices: readonly string[];
}

/** A shell that has ended, and that its policy runs again. */
export interface PlannedRun {
  readonly sessionId: string;
  readonly shellId: string;
  /** When it is due; it may be a moment ago. */
  readonly time: string;
}

export interface KillShellsParams extends ShellParams {
  /** Every running shell of the session; `shells` is then empty. */
  readonly all: boolean;
  readonly except: readonly string[];
  /** Only send this signal, such as `SIGHUP`. */
  readonly signal?: string | undefined;
  /** Between SIGTERM and SIGKILL. Left out: the setting `kill.grace`. */
  readonly graceMs?: number | undefined;
}

/** A process that outlived its shell's end. */
export interface Survivor {
  readonly pid: number;
  readonly command: string;
}

export interface KilledShell {
  readonly sessionId: string;
  readonly shellId: string;
  readonly status: ShellView['status'];
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly survivors: readonly Survivor[];
}

export interface RestartShellParams extends OneShellParams, Surroundings {
  /** Of the new run. */
  readonly uid: string;
  readonly graceMs?: number | undefined;
}

export interface RestartedShell extends StartedShell {
  /** Where the new run's environment came from: the run before, or the caller. */
  readonly environmentFrom: 'previous-run' | 'caller';
}

export interface WaitShellsParams extends ShellParams {
  /** The first end is enough. */
  readonly any: boolean;
  /** Answer after this long at the latest. */
  readonly timeoutMs: number;
}

export interface WaitedShells {
  readonly shells: readonly ShellView[];
  readonly timedOut: boolean;
}

export interface InspectedProcess {
  readonly pid: number;
  readonly parentPid: number;
  readonly command: string;
  readonly cpu: number | null;
  readonly memory: number | null;
}

export interface InspectedRun {
  readonly uid: string;
  readonly status: ShellView['status'];
  readonly startTime: string;
  readonly endTime: string | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly lostReason: string | null;
  readonly endReason: string | null;
}

export interface InspectedShell extends ShellView {
  readonly uid: string;
  readonly interpreter: string;
  readonly shimPid: number | null;
  readonly log: string;
  readonly maxOutputBytes: number;
  /** Bytes that the log takes on disk. */
  readonly diskBytes: number;
  /** When output may have been lost, because the disk was full or the writer was killed. */
  readonly outputGapTime: string | null;
  readonly policy: RunPolicy | null;
  readonly input: InputKind | null;
  /** Variables of the session that look like secrets: kept in the supervisor's memory, not on disk. */
  readonly memoryOnly: readonly string[];
  /** Why it is not started again although its policy says so. */
  readonly held: string | null;
  readonly history: readonly InspectedRun[];
  readonly processes: readonly InspectedProcess[];
}

/** What a command in the foreground has left behind, for the session's next command. */
export interface CarrySurroundingsParams extends OneShellParams {
  /** Absolute. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface WaitPortParams extends OneShellParams {
  /** Left out: any port. */
  readonly port?: number | undefined;
  readonly timeoutMs: number;
}

export interface WaitedPort {
  /** TCP ports on which the shell listens, ascending. */
  readonly ports: readonly number[];
  /** The shell listens as it was asked for. */
  readonly isReady: boolean;
  readonly status: ShellView['status'];
  /** Where it does not listen on the port that was asked for, since another process does. */
  readonly holder?: PortHolder | undefined;
}

/** A process that listens on a port. What is `null` is not to be seen by this user. */
export interface PortHolder {
  readonly pid: number | null;
  readonly command: string | null;
  /** The shell that it belongs to, if it is one of ours. */
  readonly shell: string | null;
}

export interface OpenedInput {
  readonly sessionId: string;
  readonly shellId: string;
  /** The FIFO to write to. */
  readonly path: string;
}

/** Where a reader finds a shell's output, and from which offset on it is new. */
export interface OutputSource {
  readonly sessionId: string;
  readonly shellId: string;
  readonly path: string;
  readonly position: number;
  readonly start: number;
  readonly fileBase: number;
  readonly status: ShellView['status'];
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly endReason: string | null;
  /** Nothing more can come: the command and all that held its output have ended. */
  readonly drained: boolean;
  readonly gapTime: string | null;
}

export interface CommitReadParams extends OneShellParams {
  readonly from: number;
  readonly to: number;
}

export interface CommittedRead {
  /** False when somebody else moved the position meanwhile; nothing was changed then. */
  readonly committed: boolean;
  readonly position: number;
}
