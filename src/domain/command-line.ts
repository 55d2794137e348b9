import { InvalidInputError } from './errors.js';

/**
 * Linux lets one argument or variable have 128 KB, its name and the closing NUL included
 * (execve(2), MAX_ARG_STRLEN). The command travels as `SHIM_COMMAND=…`.
 */
export const MAX_COMMAND_BYTES = 128 * 1024 - 'SHIM_COMMAND= '.length - 1;

/**
 * The command line for an interpreter. One word is taken to be a command line
 * already; several are quoted, so that each arrives as it was typed.
 *
 * @throws {InvalidInputError} when there is nothing to run, or more than the system can pass on.
 */
export function toCommandLine(words: readonly string[]): string {
  const command = words.length === 1 ? (words[0] ?? '') : words.map(quoteWord).join(' ');
  if (command.trim() === '') {
    throw new InvalidInputError(
      'There is no command to run.',
      'Give one, as in: claude bash -b "npm run dev".',
      'COMMAND_EMPTY',
    );
  }
  if (command.includes('\0')) {
    throw new InvalidInputError(
      'The command holds a NUL character.',
      'Leave it out: no program can be given one.',
      'COMMAND_INVALID',
    );
  }
  const bytes = Buffer.byteLength(command);
  if (bytes > MAX_COMMAND_BYTES) {
    throw new InvalidInputError(
      `The command has ${bytes} bytes; the system passes on ${MAX_COMMAND_BYTES} at most.`,
      'Put it into a script file and run that.',
      'COMMAND_TOO_LONG',
    );
  }
  return command;
}

/** One word in POSIX shell quoting; plain words stay as they are. */
export function quoteWord(word: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
