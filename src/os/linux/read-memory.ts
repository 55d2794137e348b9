import { readProcFile } from './read-proc-file.js';

const FIELD = 'VmRSS:';

/** From `VmRSS` of `/proc/PID/status`, proc_pid_status(5); kernel threads have none. */
export function readMemory(pids: readonly number[]): Map<number, number> {
  const bytesOf = new Map<number, number>();
  for (const pid of pids) {
    const status = readProcFile(`/proc/${pid}/status`);
    const at = status?.indexOf(FIELD, 0, 'latin1') ?? -1;
    if (status === undefined || at === -1) continue;
    const end = status.indexOf('kB', at, 'latin1');
    bytesOf.set(pid, Number(status.toString('latin1', at + FIELD.length, end)) * 1024);
  }
  return bytesOf;
}
