import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type {
  InspectedShell,
  KilledShell,
  StartedShell,
  SupervisorStatus,
} from '../../src/protocol/requests.js';
import type { ShellView } from '../../src/domain/shell-view.js';
import type { OutputJson } from '../../src/cli/output-json.js';
import { waitUntil } from './wait-until.js';

export const PROGRAM = join(import.meta.dirname, '../../bin/claude.cjs');

export interface Run {
  /** 128 + n after signal n. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/**
 * A machine of its own for one test, as far as this program is concerned: a
 * state directory, a home, a project directory, and everything that is started
 * from them. When the test has finished, everything must have ended or be ended
 * by `claude`: a process that is left then is killed, and fails the test.
 */
export class World {
  /** `CLAUDE_SESSIONS_HOME`. */
  readonly home: string;
  /** Where commands are run. */
  readonly project: string;
  readonly env: Readonly<Record<string, string>>;
  /** Set to false by tests that leave something behind on purpose; it is killed all the same. */
  expectsCleanEnd = true;

  constructor(root: string) {
    this.home = join(root, 'state');
    this.project = join(root, 'project');
    this.env = {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      HOME: join(root, 'home'),
      LANG: 'C.UTF-8',
      SHELL: '/bin/bash',
      CLAUDE_SESSIONS_HOME: this.home,
      CLAUDE_SESSIONS_TEST: root,
    };
  }

  /** Runs `claude ARGS…` to its end. */
  async claude(args: readonly string[], options: RunOptions = {}): Promise<Run> {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: options.cwd ?? this.project,
      env: { ...this.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => stdout.push(piece));
    child.stderr.on('data', (piece: Buffer) => stderr.push(piece));
    child.stdin.end(options.stdin ?? '');
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        resolve(code ?? (signal === 'SIGKILL' ? 137 : 143));
      });
    });
    return {
      exitCode,
      stdout: Buffer.concat(stdout).toString(),
      stderr: Buffer.concat(stderr).toString(),
    };
  }

  /** The same with `--json`; fails the test unless it exits with `exitCode`. */
  async json<T>(args: readonly string[], exitCode = 0, options: RunOptions = {}): Promise<T> {
    const run = await this.claude([...args, '--json'], options);
    expect(run.exitCode, `claude ${args.join(' ')}: ${run.stderr}${run.stdout}`).toBe(exitCode);
    return JSON.parse(run.stdout) as T;
  }

  /** Starts a command line in the background. */
  async start(command: string, ...flags: string[]): Promise<StartedShell> {
    const run = await this.claude(['bash', '-b', '--json', ...flags, '--', command]);
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    return JSON.parse(run.stdout) as StartedShell;
  }

  async list(...flags: string[]): Promise<readonly ShellView[]> {
    return this.json<readonly ShellView[]>(['bashes', ...flags]);
  }

  async inspect(shellId: string): Promise<InspectedShell> {
    return this.json<InspectedShell>(['inspect', shellId]);
  }

  async output(shellId: string, ...flags: string[]): Promise<OutputJson> {
    return this.json<OutputJson>(['output', shellId, ...flags]);
  }

  async kill(...args: string[]): Promise<readonly KilledShell[]> {
    return this.json<readonly KilledShell[]>(['kill', ...args]);
  }

  async supervisor(): Promise<SupervisorStatus> {
    return this.json<SupervisorStatus>(['supervisor', 'status']);
  }

  /** SIGKILL; its guard as well where nothing must start another one. */
  async killSupervisor({ withGuard }: { readonly withGuard: boolean }): Promise<void> {
    const { pid } = await this.supervisor();
    if (pid === null) throw new Error('no supervisor runs');
    if (withGuard) {
      process.kill(pid, 'SIGSTOP'); // or it would replace its guard
      this.processesMatching('guard.sh').forEach(killNow);
    }
    killNow(pid);
    await waitUntil(`supervisor ${pid} to be gone`, () => !isThere(pid));
  }

  /** Pids of what was started from this world, with this text in their command line. */
  processesMatching(text: string): number[] {
    return this.processes().filter((pid) => commandLine(pid).includes(text));
  }

  /** Pids of everything that was started from this world and has not ended, zombies left out. */
  processes(): number[] {
    const mark = `CLAUDE_SESSIONS_TEST=${this.env['CLAUDE_SESSIONS_TEST'] ?? ''}\0`;
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter(
        (pid) => pid !== process.pid && readProc(pid, 'environ').includes(mark) && isThere(pid),
      );
  }

  async close(): Promise<void> {
    let described: string[] = [];
    try {
      if (this.processes().length > 0) await this.#endShells();
    } finally {
      // Whatever went wrong before: nothing stays.
      const left = await settled(() => this.processes());
      described = left.map((pid) => `${pid} ${commandLine(pid)}`);
      left.forEach(killNow);
    }
    if (this.expectsCleanEnd) expect(described, 'processes left behind').toEqual([]);
  }

  async #endShells(): Promise<void> {
    await this.claude(['kill', '--all', '--grace', '200ms']);
    const { stdout } = await this.claude(['bashes', '--all', '--json']);
    const left = JSON.parse(stdout) as readonly ShellView[];
    const names = left.map(({ sessionId, shellId }) => `${sessionId}/${shellId}`);
    if (names.length > 0) await this.claude(['kill', ...names, '--grace', '0ms']);
    await this.claude(['supervisor', 'stop']);
  }
}

/** A new world, taken down when the running test has finished. */
export async function createWorld(): Promise<World> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'claude-sessions-test-')));
  const world = new World(root);
  await mkdir(world.project);
  await mkdir(join(root, 'home'));
  onTestFinished(async () => {
    try {
      await world.close();
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
  return world;
}

/** Whether a process is there and has not ended. */
export function isThere(pid: number): boolean {
  const stat = readProc(pid, 'stat');
  return stat !== '' && !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
}

export function commandLine(pid: number): string {
  return readProc(pid, 'cmdline').replaceAll('\0', ' ').trim();
}

export function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return ''; // it has ended meanwhile, or belongs to somebody else
  }
}

/** Waits until there is nothing left, at most two seconds. */
async function settled(look: () => number[]): Promise<number[]> {
  await waitUntil('everything to end', () => look().length === 0, 2_000).catch(() => undefined);
  return look();
}
