import { readProcFile } from './read-proc-file.js';

/** Field 3 of `/proc/PID/stat`, proc_pid_stat(5): T is stopped by a signal, t by a debugger. */
export function isStopped(pid: number): boolean | undefined {
  const stat = readProcFile(`/proc/${pid}/stat`)?.toString('latin1');
  if (stat === undefined) return undefined;
  return stat.charAt(stat.lastIndexOf(')') + 2).toLowerCase() === 't';
}
