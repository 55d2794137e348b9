import { ServiceFailedError } from '../domain/errors.js';
import { type ProgramResult, runProgram } from './run-program.js';
import { isErrno } from './errno.js';

/** Asks a service manager something; `undefined` where that program is not there. */
export async function askServiceManager(
  command: readonly [string, ...string[]],
): Promise<ProgramResult | undefined> {
  const [program, ...args] = command;
  try {
    return await runProgram(program, args);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'EACCES')) return undefined;
    // Killed at the time limit of `runProgram`, or by somebody else: it has not answered.
    if (error instanceof Error && 'killed' in error)
      return { exitCode: 1, stdout: '', stderr: 'it did not answer in time' };
    throw error;
  }
}

/**
 * Has a service manager do something.
 *
 * @returns The command, as one types it. @throws {ServiceFailedError} with what it printed.
 */
export async function runServiceCommand(command: readonly [string, ...string[]]): Promise<string> {
  const line = command.join(' ');
  const result = await askServiceManager(command);
  if (result?.exitCode === 0) return line;
  throw new ServiceFailedError(line, result?.stderr.trim() ?? 'there is no such program');
}
