/** How a command ended. */
export interface ExitStatus {
  /** 0 to 255, as a shell reports it: 128 + n after signal n. */
  readonly exitCode: number;
  /** Present where the exit code names one: `SIGTERM` for 143. */
  readonly signal?: string;
}

/**
 * Signals that end a process unless it handles them, with the numbers that Linux and macOS agree on.
 * A shell reports no more than 128 + n, so a program that itself exits with 143 looks the same.
 */
const ENDING_SIGNALS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
};

/**
 * Reads `$?` of a POSIX shell.
 *
 * @param systemSignals - Names of those whose numbers differ from system to system.
 * @param code - 0 to 255; ksh reports a signal as 256 + n, which becomes 128 + n here.
 */
export function exitStatusOf(
  code: number,
  systemSignals: Readonly<Record<number, string>> = {},
): ExitStatus {
  const exitCode = code > 256 ? 128 + (code - 256) : code;
  const number = exitCode - 128;
  const signal = number > 0 ? (ENDING_SIGNALS[number] ?? systemSignals[number]) : undefined;
  return signal === undefined ? { exitCode } : { exitCode, signal };
}

export function isEndedBy(exit: ExitStatus, signal: string | undefined): boolean {
  return signal !== undefined && exit.signal === signal;
}
