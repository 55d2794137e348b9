import { execFile } from 'node:child_process';

/** How a program ended that was run for its answer. */
export interface ProgramResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** None of the programs asked here has reason to take longer, in milliseconds. */
const TIMEOUT_MS = 10_000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/**
 * Runs a program to its end, with messages and dates in the C locale.
 *
 * @throws {NodeJS.ErrnoException} `ENOENT`, `EACCES`, … when it cannot be started.
 * @throws {Error} when it was killed by a signal or by the time limit of 10 s.
 */
export async function runProgram(program: string, args: readonly string[]): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const options = {
      env: { ...process.env, LC_ALL: 'C' },
      timeout: TIMEOUT_MS,
      maxBuffer: MAX_OUTPUT_BYTES,
    };
    execFile(program, args, options, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : error.code;
      const failure: Error | null = error;
      if (failure === null || typeof exitCode === 'number') {
        resolve({ exitCode: Number(exitCode), stdout, stderr });
      } else {
        reject(failure);
      }
    });
  });
}
