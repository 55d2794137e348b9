/** One process as ps(1) prints it with `PS_COLUMNS`. */
export interface PsRow {
  readonly pid: number;
  readonly parentPid: number;
  /** Seconds since 1970; exact only where ps ran with `TZ=UTC`. */
  readonly startSeconds: number;
  readonly hasEnded: boolean;
  readonly name: string;
}

/**
 * Each column is an option of its own: after `=` some ps(1) take the rest of
 * the argument, commas and all, for the column's heading.
 */
export const PS_COLUMNS = ['pid', 'ppid', 'lstart', 'stat', 'ucomm'].flatMap((column) => [
  '-o',
  `${column}=`,
]);

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** ` 501     1 Thu Nov  6 09:41:07 2025     Ss   cfprefsd`; the name comes last, it may hold spaces. */
const ROW =
  /^\s*(\d+)\s+(\d+)\s+\w{3}\s+(\w{3})\s+(\d+)\s+(\d+):(\d+):(\d+)\s+(\d{4})\s+(\S+)(?:\s+(.*))?$/;

/** Reads what ps(1) printed for `PS_COLUMNS` in the C locale. Lines of another form are left out. */
export function parsePs(output: string): PsRow[] {
  return output.split('\n').flatMap((line): PsRow[] => {
    const match = ROW.exec(line);
    if (match === null) return [];
    const [
      ,
      pid,
      parentPid,
      month = '',
      day,
      hours,
      minutes,
      seconds,
      year,
      state = '',
      name = '',
    ] = match;
    const startMs = Date.UTC(
      Number(year),
      MONTHS.indexOf(month),
      Number(day),
      Number(hours),
      Number(minutes),
      Number(seconds),
    );
    return [
      {
        pid: Number(pid),
        parentPid: Number(parentPid),
        startSeconds: startMs / 1000,
        hasEnded: state.startsWith('Z'),
        name: name.trimEnd(),
      },
    ];
  });
}

/** Reads what `ps -o pid= -o command=` printed: pid to command line. */
export function parsePsCommands(output: string): Map<number, string> {
  const commands = new Map<number, string>();
  for (const line of output.split('\n')) {
    const match = /^\s*(\d+) (.*)$/.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) continue;
    commands.set(Number(match[1]), match[2].trimEnd());
  }
  return commands;
}
