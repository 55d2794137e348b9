import { connect, type Socket } from 'node:net';
import { JSONRPCClient } from 'json-rpc-2.0';
import { ExpectedError, SupervisorUnreachableError } from '../domain/errors.js';
import { LineReader } from '../protocol/line-reader.js';
import type { Method, ParamsOf, ResultOf } from '../protocol/requests.js';

/** The connection ended before the answer came. Every request may be made again. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
}

/** The supervisor's own word that a request failed, as an error of this side. */
interface RpcError {
  readonly code?: number;
  readonly message: string;
  readonly data?: { readonly code?: unknown; readonly hint?: unknown };
}

/** An open connection to a supervisor. */
export class Connection {
  readonly #socket: Socket;
  readonly #rpc: JSONRPCClient;
  #isOpen = true;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#rpc = new JSONRPCClient((request) => {
      if (!this.#isOpen) throw new ConnectionLostError();
      socket.write(`${JSON.stringify(request)}\n`);
    });
    const reader = new LineReader(Infinity);
    socket.on('data', (chunk: Buffer) => {
      for (const line of reader.push(chunk) ?? []) this.#rpc.receive(JSON.parse(line) as never);
    });
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => {
      this.#isOpen = false;
      this.#rpc.rejectAllPendingRequests(LOST);
    });
  }

  /** @throws {NodeJS.ErrnoException} `ENOENT`, `ECONNREFUSED`: nobody listens there. */
  static async open(path: string): Promise<Connection> {
    const socket = connect(path);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new Connection(socket);
  }

  /**
   * @param deadlineMs - How long the answer may take.
   * @throws {ExpectedError} what the supervisor answered.
   * @throws {ConnectionLostError}
   * @throws {SupervisorUnreachableError} when no answer came in time.
   */
  async request<M extends Method>(
    method: M,
    params: ParamsOf<M>,
    deadlineMs: number,
  ): Promise<ResultOf<M>> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => {
          reject(
            new SupervisorUnreachableError(`The supervisor did not answer "${method}" in time.`),
          );
        },
        Math.min(deadlineMs, LONGEST_TIMER_MS),
      );
    });
    try {
      return (await Promise.race([this.#rpc.request(method, params), tooLate])) as ResultOf<M>;
    } catch (error) {
      throw this.#isOpen ? toExpected(error) : new ConnectionLostError();
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#socket.destroy();
  }
}

const LOST = 'connection lost';
/** A timer of Node can wait no longer: 24 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function toExpected(error: unknown): unknown {
  if (error instanceof ExpectedError || !(error instanceof Error)) return error;
  if (error.message === LOST) return new ConnectionLostError();
  const { code, hint } = (error as unknown as RpcError).data ?? {};
  return typeof code === 'string' && typeof hint === 'string'
    ? new ExpectedError(code, error.message, { hint, cause: error })
    : error;
}
