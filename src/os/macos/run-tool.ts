import { spawnSync } from 'node:child_process';
import { runProgram, type ProgramResult } from '../run-program.js';

/** How the macOS side asks the system's own programs. Tests answer with recorded output. */
export interface Tools {
  /**
   * Runs a program to its end and returns what it printed. Its exit status is
   * left aside: ps(1) exits 1 as soon as nobody holds a pid it was asked for.
   *
   * @throws {NodeJS.ErrnoException} when it cannot be started, or `ETIMEDOUT` after 10 s.
   */
  runNow(program: string, args: readonly string[]): string;
  run(program: string, args: readonly string[]): Promise<ProgramResult>;
}

/** C locale and UTC, so that dates have one form and no hour comes twice when summer time ends. */
const ENVIRONMENT = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' };

export const systemTools: Tools = {
  runNow: (program, args) => {
    const { error, stdout } = spawnSync(program, args, {
      env: ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'ignore'],
      encoding: 'utf8',
      timeout: 10_000,
      maxBuffer: 64 * 1024 * 1024,
    });
    if (error !== undefined) throw error;
    return stdout;
  },
  run: runProgram,
};
