import { InvalidInputError } from '../domain/errors.js';
import { quoteForPeople } from '../domain/printable.js';
import { findProgram } from '../os/find-program.js';
import { whyNoWorkingDirectory } from '../os/working-directory.js';

/** @throws {InvalidInputError} when no command could run in that directory. */
export function checkWorkingDirectory(cwd: string): void {
  const why = whyNoWorkingDirectory(cwd);
  if (why === undefined) return;
  throw new InvalidInputError(
    `No command can run in ${quoteForPeople(cwd)}: ${why}.`,
    'Name a directory that exists and that you may enter, with --cwd.',
    why === 'it does not exist' ? 'DIRECTORY_NOT_FOUND' : 'DIRECTORY_UNUSABLE',
  );
}

/**
 * The program that runs a command with `-c`: the one that the settings name,
 * else the caller's `$SHELL`, else `/bin/sh`.
 *
 * @returns Its absolute path.
 * @throws {InvalidInputError} when it cannot be executed.
 */
export function findInterpreter(
  setting: string | undefined,
  environment: Readonly<Record<string, string>>,
): string {
  const wanted = setting ?? environment['SHELL'] ?? '';
  const name = wanted === '' ? '/bin/sh' : wanted;
  const path = findProgram(name, environment['PATH'] ?? '');
  if (path !== undefined) return path;
  throw new InvalidInputError(
    `The interpreter ${quoteForPeople(name)} cannot be executed.`,
    setting === undefined
      ? 'Set SHELL to a program that can, or bash.interpreter in the settings.'
      : 'Correct bash.interpreter in the settings.',
    'INTERPRETER_NOT_FOUND',
  );
}
