import { printableText } from '../printable-text.js';
import { parseStat } from './parse-stat.js';
import { readProcFile } from './read-proc-file.js';

/** Arguments are separated by NULs in `/proc/PID/cmdline`, and kernel threads and zombies have none. */
export function describeProcess(pid: number): string {
  const commandLine = readProcFile(`/proc/${pid}/cmdline`)?.toString('utf8') ?? '';
  const description = printableText(commandLine);
  if (description !== '') return description;

  const stat = readProcFile(`/proc/${pid}/stat`)?.toString('utf8');
  return stat === undefined ? `pid ${pid}` : `[${printableText(parseStat(stat).name)}]`;
}
