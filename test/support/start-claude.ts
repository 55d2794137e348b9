import { spawn } from 'node:child_process';
import { killNow, PROGRAM, type Run, type World } from './world.js';

/** A command that runs while the test does something else. */
export interface RunningCommand {
  readonly pid: number;
  readonly ended: Promise<Run>;
  /** SIGKILL. */
  readonly kill: () => Promise<void>;
}

/** Starts `claude ARGS…` and does not wait for it. */
export function startClaude(
  world: World,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): RunningCommand {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: world.project,
    env: { ...world.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('it could not be started');
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => stdout.push(piece));
  child.stderr.on('data', (piece: Buffer) => stderr.push(piece));
  const ended = new Promise<Run>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({
        exitCode: code ?? (signal === 'SIGKILL' ? 137 : 143),
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      });
    });
  });
  return {
    pid,
    ended,
    kill: async () => {
      killNow(pid);
      await ended;
    },
  };
}
