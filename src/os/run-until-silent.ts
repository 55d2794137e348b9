import { spawn } from 'node:child_process';

export interface Silence {
  /** `undefined` when it goes on running, and only let go of its standard error. */
  readonly exitCode: number | undefined;
  /** What it printed there. */
  readonly text: string;
}

/**
 * Starts a program in a process session of its own, and waits until it closes
 * its standard error: it has ended, or it says so that it is ready. It outlives
 * this process.
 *
 * @throws {NodeJS.ErrnoException} when it could not be started.
 */
export async function runUntilSilent(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Silence> {
  const child = spawn(program, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'], env });
  const pieces: Buffer[] = [];
  child.stderr.on('data', (piece: Buffer) => pieces.push(piece));
  const exitCode = await new Promise<number | undefined>((resolve, reject) => {
    child.once('error', reject);
    child.stderr.once('close', () => {
      // One that ended closes it first, and is reported a moment later.
      if (pieces.length === 0) resolve(child.exitCode ?? undefined);
      else if (child.exitCode !== null) resolve(child.exitCode);
      else {
        child.once('exit', (code) => {
          resolve(code ?? 1);
        });
      }
    });
  });
  child.unref();
  return { exitCode, text: Buffer.concat(pieces).toString() };
}
