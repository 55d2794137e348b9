/** What the program needs of `/proc/PID/stat`. */
export interface ProcessStat {
  /** The program's name as the kernel has it: 15 bytes at most, any character but NUL. */
  readonly name: string;
  readonly hasEnded: boolean;
  readonly parentPid: number;
  readonly processSession: number;
  /** Clock ticks since boot. */
  readonly startTicks: number;
  /**
   * Size of the variables it was started with; `undefined` in the middle of
   * execve(2), where its memory is the new program's but not filled yet.
   */
  readonly environmentBytes: number | undefined;
}

/**
 * Reads the text of `/proc/PID/stat`, proc_pid_stat(5). Field 2, the name, may
 * hold spaces, newlines and brackets: the fields after it are counted from the
 * last bracket.
 *
 * A process whose first thread has left while others run shows the state Z
 * too; only one without other threads has ended.
 */
export function parseStat(stat: string): ProcessStat {
  const endOfName = stat.lastIndexOf(')');
  const fieldsFrom3 = stat.slice(endOfName + 2).split(' ');
  const state = fieldsFrom3[0];
  const numberAt = (field: number) => Number(fieldsFrom3[field - 3]);
  // The end of the code is set last.
  const isLoading = numberAt(23) > 0 && numberAt(27) === 0;
  return {
    name: stat.slice(stat.indexOf('(') + 1, endOfName),
    hasEnded: (state === 'Z' && numberAt(20) <= 1) || state === 'X' || state === 'x',
    parentPid: numberAt(4),
    processSession: numberAt(6),
    startTicks: numberAt(22),
    environmentBytes: isLoading ? undefined : numberAt(51) - numberAt(50),
  };
}
