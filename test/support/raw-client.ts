import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { socketPath } from './state-files.js';
import { waitUntil } from './wait-until.js';
import type { World } from './world.js';

export interface RawAnswer {
  readonly id: unknown;
  readonly result?: unknown;
  readonly error?: {
    readonly code: number;
    readonly message: string;
    readonly data?: { readonly code?: string; readonly hint?: string };
  };
}

/** A client of the socket that sends whatever it is told to, well-formed or not. */
export class RawClient {
  /** Every line that came back, batches included. */
  readonly lines: unknown[] = [];
  isClosed = false;
  readonly #socket: Socket;
  #rest = '';
  #nextId = 1;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      const lines = (this.#rest + text).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.lines.push(JSON.parse(line));
    });
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => (this.isClosed = true));
  }

  static async open(world: World): Promise<RawClient> {
    const socket = connect(socketPath(world));
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve).once('error', reject);
    });
    onTestFinished(() => void socket.destroy());
    return new RawClient(socket);
  }

  send(bytes: string | Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** Reads no more answers. */
  stopReading(): void {
    this.#socket.pause();
  }

  readOn(): void {
    this.#socket.resume();
  }

  /** What was to be sent and could not be yet, since nobody takes it. */
  get unsentBytes(): number {
    return this.#socket.writableLength;
  }

  /** Ends this side only. */
  end(): void {
    this.#socket.end();
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Sends one request and waits for its answer. */
  async ask(method: unknown, params: unknown): Promise<RawAnswer> {
    const id = `ask-${this.#nextId++}`;
    this.send(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    return waitUntil(`an answer to ${JSON.stringify(method)}`, () =>
      (this.lines as RawAnswer[]).find((answer) => answer.id === id),
    );
  }

  /** Waits for that many answers since the connection was opened, batches counted as one. */
  async untilAnswered(count: number, withinMs = 20_000): Promise<readonly unknown[]> {
    await waitUntil(`${count} answers`, () => this.lines.length >= count, withinMs);
    return this.lines;
  }

  async untilClosed(): Promise<void> {
    await waitUntil('the connection to be closed', () => this.isClosed);
  }
}

/** How many clients are connected to the supervisor now: CONNECTED is state 03 in proc_net(5). */
export function countConnections(world: World): number {
  const path = socketPath(world);
  return readFileSync('/proc/net/unix', 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , , , state, , name]) => state === '03' && name === path).length;
}
