import { quoteWord } from './command-line.js';

/** A report larger than this is cut off: a pipe takes 64 KB before its writer has to wait. */
const MAX_REPORT_BYTES = 60_000;

const POSIX_INTERPRETERS = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh', 'mksh']);

/**
 * The command, made to write its last directory and environment to a FIFO when
 * its interpreter ends, for interpreters that know `trap … EXIT`. On the same
 * line, so that line numbers in messages stay. Opened for reading and writing:
 * that waits for nobody.
 */
export function reportingOnExit(command: string, interpreter: string, fifo: string): string {
  const name = interpreter.slice(interpreter.lastIndexOf('/') + 1);
  if (!POSIX_INTERPRETERS.has(name)) return command;
  const path = quoteWord(fifo);
  const report = `[ -p ${path} ] && { pwd -P; env -0; } 2>/dev/null | head -c ${MAX_REPORT_BYTES} 1<>${path}`;
  return `trap ${quoteWord(report)} EXIT; ${command}`;
}

export interface SurroundingsReport {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Reads such a report; `undefined` for none, or one that was cut off. */
export function parseReport(text: string): SurroundingsReport | undefined {
  const newline = text.indexOf('\n');
  const cwd = text.slice(0, newline);
  if (newline < 1 || !cwd.startsWith('/') || !text.endsWith('\0')) return undefined;
  const entries = text
    .slice(newline + 1, -1)
    .split('\0')
    .map((entry): [string, string] => {
      const equals = entry.indexOf('=');
      return [entry.slice(0, equals), entry.slice(equals + 1)];
    });
  return { cwd, environment: Object.fromEntries(entries) };
}
