/** A process that cannot be confused with a later one that was given the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the kernel's own unit (Linux: clock ticks since boot; macOS: seconds since 1970). */
  readonly startTicks: number;
  readonly bootId: string;
}

/** One row of the machine's process table. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parentPid: number;
  /** Pid of the leader of its process session (`setsid`), 0 where the system does not tell. */
  readonly processSession: number;
  readonly startTicks: number;
  /** The program's name as the kernel has it, without arguments. */
  readonly name: string;
}

export function isSameProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.pid === b.pid && a.startTicks === b.startTicks && a.bootId === b.bootId;
}
