import { readdirSync, readFileSync } from 'node:fs';

/** What a test reads of `/proc/PID/stat`, proc_pid_stat(5). On purpose none of the program's own code. */
export interface ProcStat {
  readonly name: string;
  readonly state: string;
  readonly parentPid: number;
  readonly processSession: number;
  readonly startTicks: number;
}

/** `undefined` when there is no such process. */
export function readStat(pid: number): ProcStat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined; // it has ended meanwhile
  }
  const end = text.lastIndexOf(')');
  const fields = text.slice(end + 2).split(' ');
  return {
    name: text.slice(text.indexOf('(') + 1, end),
    state: fields[0] ?? '',
    parentPid: Number(fields[1]),
    processSession: Number(fields[3]),
    startTicks: Number(fields[19]),
  };
}

export function isStopped(pid: number): boolean {
  return readStat(pid)?.state === 'T';
}

export function parentOf(pid: number): number {
  const stat = readStat(pid);
  if (stat === undefined) throw new Error(`no process ${pid}`);
  return stat.parentPid;
}

/** Pids of a process session, its leader included. */
export function membersOf(processSession: number): number[] {
  return everybody().filter((pid) => readStat(pid)?.processSession === processSession);
}

/** Zombies included. */
export function childrenOf(parentPid: number): number[] {
  return everybody().filter((pid) => readStat(pid)?.parentPid === parentPid);
}

function everybody(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

export function currentBootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/** How often the main thread of a process has been given the processor. */
export function contextSwitches(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return [...status.matchAll(/^(?:non)?voluntary_ctxt_switches:\s+(\d+)$/gm)]
    .map(([, count]) => Number(count))
    .reduce((sum, count) => sum + count, 0);
}

/** How long ago a process was started; clock ticks are hundredths of a second on every Linux we run on. */
export function ageMs(pid: number): number {
  const uptimeMs = Number(readFileSync('/proc/uptime', 'latin1').split(' ')[0]) * 1000;
  return uptimeMs - (readStat(pid)?.startTicks ?? Infinity) * 10;
}
