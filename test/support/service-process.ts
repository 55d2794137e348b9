import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { waitUntil } from './wait-until.js';
import { killNow, type World } from './world.js';

/** What a unit file says of how its program is started. */
export interface StartedUnit {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export function readUnit(path: string): StartedUnit {
  const lines = readFileSync(path, 'utf8').split('\n');
  const values = (key: string): string[] =>
    lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
  const words = (text: string): string[] =>
    Array.from(text.matchAll(/"((?:[^"\\]|\\.)*)"/g), ([, word = '']) => word);
  return {
    command: words(values('ExecStart')[0] ?? ''),
    environment: Object.fromEntries(
      values('Environment')
        .flatMap(words)
        .map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
    ),
  };
}

/** Starts the program of a unit as systemd would at boot: in the foreground, with next to no environment. */
export function startUnit(world: World, { command, environment }: StartedUnit): ChildProcess {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: world.env['HOME'],
    stdio: 'ignore',
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: world.env['HOME'],
      ...environment,
      // Only for the world to find what is left.
      CLAUDE_SESSIONS_TEST: world.env['CLAUDE_SESSIONS_TEST'],
    },
  });
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null) killNow(child.pid ?? 0);
  });
  return child;
}

export async function untilItAnswers(world: World): Promise<void> {
  const socket = join(world.home, 'runtime/supervisor.sock');
  await waitUntil('the supervisor to answer', () => existsSync(socket), 20_000);
}

export async function exitCodeOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
}
