import { EventEmitter } from 'node:events';
import type { ReadStream, WriteStream } from 'node:tty';
import { paintFrame } from './paint-frame.js';

/** Alternate screen on, cursor off, no wrapping: a line measured wrongly is cut, and moves no other. */
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J';
const LEAVE = '\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l';

/**
 * The terminal as Ink sees it: each write is a whole frame. Lines that have not
 * changed are not written again.
 *
 * On a terminal Node writes at once, so `leave` works in the last moment of a
 * process too. After SIGKILL nothing works; `reset` helps then.
 */
export class Screen extends EventEmitter {
  readonly #input: ReadStream;
  readonly #output: WriteStream;
  #shown: readonly (string | undefined)[] = [];
  #frame: readonly string[] = [];
  #isEntered = false;
  #wasRaw = false;

  constructor(input: ReadStream, output: WriteStream) {
    super();
    this.#input = input;
    this.#output = output;
  }

  /** 0 on a terminal that does not tell. */
  get columns(): number {
    return this.#output.columns > 0 ? this.#output.columns : 80;
  }

  get rows(): number {
    return this.#output.rows > 0 ? this.#output.rows : 24;
  }

  enter(): void {
    if (this.#isEntered) return;
    this.#isEntered = true;
    if (this.#wasRaw) this.#input.setRawMode(true);
    this.#output.write(ENTER);
    this.repaint();
  }

  /** Leaves the terminal as it was found. Can be called at any time, and again. */
  leave(): void {
    if (!this.#isEntered) return;
    this.#isEntered = false;
    this.#wasRaw = this.#input.isRaw;
    this.#output.write(LEAVE);
    if (this.#wasRaw) this.#input.setRawMode(false);
  }

  /** Shows a frame: lines of the width of the terminal at most. */
  write(frame: string): boolean {
    this.#frame = frame.split('\n');
    this.#paint();
    return true;
  }

  /** Shows the last frame on a terminal of which nobody knows what it shows. */
  repaint(): void {
    this.#shown = Array.from<undefined>({ length: this.rows });
    this.#paint();
  }

  #paint(): void {
    if (!this.#isEntered) return;
    const changes = paintFrame(this.#shown, this.#frame, this.rows);
    this.#shown = this.#frame;
    if (changes !== '') this.#output.write(changes);
  }
}
