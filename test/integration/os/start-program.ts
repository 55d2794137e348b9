import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface StartedProgram {
  readonly pid: number;
  /** The first line it printed. */
  readonly line: string;
  /** Ends it with SIGKILL, and resolves when it has been reaped. */
  end(): Promise<void>;
}

export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/programs/${name}`, import.meta.url));
}

/** Starts a program that prints a line and stays; the test's end is its end. */
export async function startProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<StartedProgram> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const exited = once(child, 'exit');
  const end = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  onTestFinished(end);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  if (child.pid === undefined) throw new Error(`${program} was not started`);
  return { pid: child.pid, line: line.toString().trim(), end };
}

/** An empty directory that lives as long as the running test. */
export function scratchDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'claude-sessions-os-'));
  onTestFinished(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

/** Prints its pid and stays. */
export const FOREVER = ['-c', 'echo $$; exec sleep 60'] as const;
