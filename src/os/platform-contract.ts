import type { MemoryKills } from '../domain/memory-kills.js';
import type { ProcessEntry, ProcessIdentity } from '../domain/process.js';

/**
 * What the program asks of the operating system, and every system answers in
 * the same words. Nothing else in the program knows which system it runs on.
 *
 * The synchronous questions are so on purpose: an answer about a process is
 * only worth something when no other code runs between it and its use.
 */
export interface Platform {
  /** Identifies this boot: a different value after each restart of the machine. */
  currentBootId(): string;

  /**
   * Tells who runs under `pid` now; `undefined` when nobody does, or somebody
   * whom the system hides from this user. A zombie has ended and counts as none.
   */
  identifyProcess(pid: number): ProcessIdentity | undefined;

  /**
   * The identity of a child that this process has just started and not yet
   * let out of the same turn of the event loop: until then the kernel keeps its
   * row, and so this one tells it even of a child that has already ended.
   */
  identifyNewChild(pid: number): ProcessIdentity | undefined;

  /** Like `identifyProcess` for many pids; those that nobody holds are left out. */
  identifyProcesses(pids: readonly number[]): Map<number, ProcessIdentity>;

  /** Every process of the machine that this user may see and that has not ended. */
  listProcesses(): ProcessEntry[];

  /**
   * A process and all its descendants, without a look at the rest of the
   * machine; `undefined` where the system cannot tell so cheaply.
   */
  readDescendants(pid: number): number[] | undefined;

  /**
   * The resident memory of processes in bytes, shared pages included; those
   * that have gone are left out. `undefined` where the system cannot tell so cheaply.
   */
  readMemory(pids: readonly number[]): Map<number, number> | undefined;

  /**
   * The values that each of `candidates` was started with for those of `names`
   * that it has. One with none of them, or that may not be read, is left out.
   */
  readVariables(
    candidates: readonly number[],
    names: readonly string[],
  ): Map<number, ReadonlyMap<string, string>>;

  /**
   * The variables that a process was started with; `undefined` when they may
   * not be read or it is gone. What it set later does not show, and a program
   * that writes its own title over them (setproctitle) may spoil them.
   * On macOS a best effort: values with spaces can be cut or joined.
   */
  readEnvironment(pid: number): ReadonlyMap<string, string> | undefined;

  /**
   * A process's command line on one line, for people: no control characters,
   * the name in brackets where it has no command line, `pid N` when it is gone.
   */
  describeProcess(pid: number): string;

  /** Whether a process has been stopped, as by SIGSTOP; `undefined` when it is gone. */
  isStopped(pid: number): boolean | undefined;

  /**
   * How many processes the system has killed for want of memory: on the whole
   * machine, and in this process's control group, or the one that an earlier
   * answer named. What cannot be told is left out; on macOS that is all of it.
   */
  countMemoryKills(groupPath?: string): MemoryKills;

  /**
   * Gives the first `bytes` of a file's disk space back, rounded down to whole
   * blocks; the file's size and all offsets stay, and the freed part reads as
   * NULs. A program may be writing to the file meanwhile.
   *
   * @returns false where the file system or the machine cannot; the file is then as it was.
   * @throws {NodeJS.ErrnoException} `ENOENT`, `EACCES`, … when the file cannot be opened for writing.
   */
  punchHole(path: string, bytes: number): Promise<boolean>;

  /**
   * The TCP ports, ascending, on which each of `pids` listens. Processes
   * without one, and those that may not be looked into, are left out. Two
   * processes that share a socket both have its port.
   */
  listeningPorts(pids: readonly number[]): Promise<Map<number, number[]>>;

  /**
   * Whether anybody listens on this TCP port here, also a process that this
   * user may not look into; on macOS false where that cannot be told.
   */
  isListenedOn(port: number): boolean;
}
