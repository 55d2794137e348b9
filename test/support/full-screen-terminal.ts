import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import type { World } from './world.js';
import { waitUntil } from './wait-until.js';

const run = promisify(execFile);

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What a program can leave a terminal in. */
export interface TerminalState {
  readonly isAlternate: boolean;
  readonly isCursorShown: boolean;
  readonly wraps: boolean;
  /** All that `stty -a` tells: echo, line editing, special characters. */
  readonly modes: string;
}

/** A real terminal, that of a tmux of its own, in which a plain `sh` waits for commands. */
export class FullScreenTerminal {
  readonly #world: World;

  private constructor(world: World) {
    this.#world = world;
  }

  /** Closed when the running test has finished, before its world is. */
  static async open(
    world: World,
    size: Size = { columns: 100, rows: 30 },
    env: Readonly<Record<string, string>> = {},
  ): Promise<FullScreenTerminal> {
    const terminal = new FullScreenTerminal(world);
    onTestFinished(async () => {
      await terminal.#tmux('kill-server').catch(() => undefined);
    });
    const variables = Object.entries(env).flatMap(([key, value]) => ['-e', `${key}=${value}`]);
    const { columns, rows } = size;
    const place = [
      '-d',
      '-s',
      'test',
      '-x',
      String(columns),
      '-y',
      String(rows),
      '-c',
      world.project,
    ];
    await terminal.#tmux('new-session', ...place, ...variables, 'sh');
    await terminal.waitFor('the prompt', (screen) => /^[$#]/m.test(screen));
    return terminal;
  }

  /** Types a command line for the shell that waits there. */
  async enter(command: string): Promise<void> {
    await this.type(command);
    await this.press('Enter');
  }

  /** Keys by their tmux names: `Down`, `Escape`, `C-c`; a letter is itself. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#tmux('send-keys', '-t', 'test', ...keys);
  }

  async type(text: string): Promise<void> {
    await this.#tmux('send-keys', '-t', 'test', '-l', text);
  }

  async resize({ columns, rows }: Size): Promise<void> {
    await this.#tmux('resize-window', '-t', 'test', '-x', String(columns), '-y', String(rows));
  }

  /** The lines of the screen, without the blanks at their ends. */
  async lines(): Promise<readonly string[]> {
    const captured = await this.#tmux('capture-pane', '-p', '-t', 'test');
    return captured.replace(/\n$/, '').split('\n');
  }

  /** Waits until the screen is as wanted, and returns it; the error shows what stood there last. */
  async waitFor(
    what: string,
    isThere: (screen: string) => boolean,
    withinMs = 20_000,
  ): Promise<string> {
    let screen = '';
    try {
      return await waitUntil(
        what,
        async () => {
          screen = (await this.lines()).join('\n');
          return isThere(screen) ? screen : undefined;
        },
        withinMs,
      );
    } catch (error) {
      throw new Error(`the terminal did not show ${what}:\n${screen}`, { cause: error });
    }
  }

  async state(): Promise<TerminalState> {
    const format = '#{alternate_on} #{cursor_flag} #{wrap_flag} #{pane_tty}';
    const answer = await this.#tmux('display-message', '-p', '-t', 'test', format);
    const [alternate, cursor, wrap, device = ''] = answer.trim().split(' ');
    const { stdout } = await run('stty', ['-F', device, '-a']);
    return {
      isAlternate: alternate === '1',
      isCursorShown: cursor === '1',
      wraps: wrap === '1',
      modes: stdout,
    };
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    const place = dirname(this.#world.project);
    const { stdout } = await run('tmux', ['-L', 'test', '-f', '/dev/null', ...args], {
      // Its socket goes when the world goes.
      env: { ...this.#world.env, TMUX_TMPDIR: place, TERM: 'xterm-256color' },
    });
    return stdout;
  }
}
