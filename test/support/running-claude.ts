import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { killNow, PROGRAM, type World } from './world.js';
import { waitUntil } from './wait-until.js';

/** A `claude` that is still under way, for tests that watch it, stop it or kill it. */
export interface RunningClaude {
  readonly pid: number;
  /** What it has printed so far, byte for byte. */
  stdout(): Buffer;
  stderr(): string;
  /** Resolves with its exit code, 128 + n after signal n. */
  readonly ended: Promise<number>;
}

/** Starts `claude ARGS…` in the world's project; the test's end is its end at the latest. */
export function startClaude(
  world: World,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): RunningClaude {
  return follow(world, process.execPath, [PROGRAM, ...args], env);
}

/** Runs a shell line in the world's project, in which `claude` is the program under test. */
export function startScript(world: World, script: string): RunningClaude {
  const claude = `claude() { '${process.execPath}' '${PROGRAM}' "$@"; }\n`;
  return follow(world, '/bin/bash', ['-c', claude + script], {});
}

function follow(
  world: World,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): RunningClaude {
  const child = spawn(program, args, {
    cwd: world.project,
    env: { ...world.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} was not started`);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => stdout.push(piece));
  child.stderr.on('data', (piece: Buffer) => stderr.push(piece));
  let hasEnded = false;
  const ended = new Promise<number>((resolve) => {
    child.once('close', (code, signal) => {
      hasEnded = true;
      resolve(code ?? (signal === 'SIGKILL' ? 137 : 143));
    });
  });
  onTestFinished(async () => {
    if (!hasEnded) killNow(pid);
    await ended;
  });
  return {
    pid,
    stdout: () => Buffer.concat(stdout),
    stderr: () => Buffer.concat(stderr).toString(),
    ended,
  };
}

/** Waits for a process that was told to stop itself at a pause point. */
export async function untilStopped(pid: number): Promise<void> {
  await waitUntil(`process ${pid} to stop itself`, () => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.charAt(stat.lastIndexOf(')') + 2) === 'T';
  });
}
