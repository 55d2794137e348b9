import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { waitUntil } from './wait-until.js';
import { PROGRAM, type World } from './world.js';

const run = promisify(execFile);

/** A real terminal with a shell in it: tmux on a server of its own, which ends with the test. */
export class Terminal {
  readonly #socket: string;
  readonly #world: World;

  constructor(world: World, socket: string) {
    this.#world = world;
    this.#socket = socket;
  }

  /** Types a line, and Enter. */
  async type(line: string): Promise<void> {
    await this.#tmux('send-keys', '-l', line);
    await this.press('Enter');
  }

  /** Presses a key as tmux calls it: `C-c`, `Enter`. */
  async press(key: string): Promise<void> {
    await this.#tmux('send-keys', key);
  }

  /** What is to be seen; with `colours`, the escape sequences that paint it. */
  async screen({ colours = false } = {}): Promise<string> {
    return this.#tmux('capture-pane', '-p', ...(colours ? ['-e'] : []));
  }

  /** Waits until this is to be seen, and returns the screen. */
  async shows(text: string | RegExp): Promise<string> {
    let screen = '';
    return waitUntil(
      `the terminal to show ${String(text)}`,
      async () => {
        screen = await this.screen();
        const isThere = typeof text === 'string' ? screen.includes(text) : text.test(screen);
        return isThere ? screen : undefined;
      },
      30_000,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}; it shows:\n${screen}`);
    });
  }

  async hasCursor(): Promise<boolean> {
    return (await this.#tmux('display-message', '-p', '#{cursor_flag}')).trim() === '1';
  }

  /** The terminal is gone, as with a lost connection. */
  async hangUp(): Promise<void> {
    await this.#tmux('kill-server');
  }

  async #tmux(...args: string[]): Promise<string> {
    const { stdout } = await run('tmux', ['-f', '/dev/null', '-L', this.#socket, ...args], {
      env: { ...this.#world.env, TERM: 'xterm-256color' },
    });
    return stdout;
  }

  async open(): Promise<void> {
    await this.#tmux(
      ...['new-session', '-d', '-x', '120', '-y', '30', '-c', this.#world.project],
      ...['bash', '--norc', '--noprofile'],
    );
    // `claude` is this program; the prompt is known.
    await this.type(`claude() { ${process.execPath} ${PROGRAM} "$@"; }; PS1='ready> '; clear`);
    await this.shows(/^ready>/m);
  }
}

/** A terminal in the project directory of `world`, gone when the running test has finished. */
export async function openTerminal(world: World): Promise<Terminal> {
  const terminal = new Terminal(world, `claude-sessions-${randomUUID()}`);
  onTestFinished(async () => {
    await terminal.hangUp().catch(() => undefined); // it may be gone already
  });
  await terminal.open();
  return terminal;
}
