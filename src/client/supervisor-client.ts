import { setTimeout as delay } from 'node:timers/promises';
import { ExpectedError, SupervisorUnreachableError } from '../domain/errors.js';
import { isErrno } from '../os/errno.js';
import type { Locations } from '../store/locations.js';
import type { Method, ParamsOf, ResultOf } from '../protocol/requests.js';
import { PROTOCOL_VERSION } from '../protocol/requests.js';
import { VERSION } from '../protocol/version.js';
import { Connection, ConnectionLostError } from './connection.js';

/** How long a supervisor may take to start, or to make way for a newer one. */
const START_WITHIN_MS = 15_000;
/** How long an ordinary answer may take. */
const ANSWER_WITHIN_MS = 30_000;

/**
 * The supervisor, as everybody else sees it: one typed request per verb. It is
 * started when it is not there, and asked again when the connection breaks:
 * every request may be made twice.
 */
export class SupervisorClient {
  readonly #locations: Locations;
  #connecting: Promise<Connection> | undefined;
  #isClosed = false;

  constructor(locations: Locations) {
    this.#locations = locations;
  }

  /**
   * @param options.deadlineMs - How long the answer itself may take; 30 s by default.
   * @param options.isLastWord - The request itself may end the connection: it is not made again.
   * @throws {ExpectedError} what the supervisor answered.
   * @throws {SupervisorUnreachableError}
   * @throws {ConnectionLostError} only with `isLastWord`.
   */
  async request<M extends Method>(
    method: M,
    params: ParamsOf<M>,
    options: { readonly deadlineMs?: number; readonly isLastWord?: boolean } = {},
  ): Promise<ResultOf<M>> {
    const deadlineMs = options.deadlineMs ?? ANSWER_WITHIN_MS;
    for (let attempt = 1; ; attempt += 1) {
      if (this.#isClosed) throw new SupervisorUnreachableError('The connection was given up.');
      const connection = await (this.#connecting ??= this.#connect());
      try {
        return await connection.request(method, params, deadlineMs);
      } catch (error) {
        if (options.isLastWord === true) throw error;
        if (!isWorthAnotherTry(error) || attempt === 5) throw explainLoss(error);
        this.#connecting = undefined;
      }
    }
  }

  /** Whether a supervisor is there; starts none. */
  async isRunning(): Promise<boolean> {
    try {
      (await Connection.open(this.#locations.socket)).close();
      return true;
    } catch (error) {
      if (isNobodyThere(error)) return false;
      throw error;
    }
  }

  /** Gives up what is still under way. */
  close(): void {
    this.#isClosed = true;
    void this.#connecting?.then(
      (connection) => {
        connection.close();
      },
      () => undefined, // whoever asked has been told
    );
    this.#connecting = undefined;
  }

  async #connect(): Promise<Connection> {
    const deadline = Date.now() + START_WITHIN_MS;
    for (let attempt = 0; Date.now() < deadline; attempt += 1) {
      const connection = await this.#open(attempt);
      if (connection === undefined) continue;
      try {
        const params = { version: VERSION, protocol: PROTOCOL_VERSION };
        const { steppingDown, protocol, version } = await connection.request(
          'hello',
          params,
          START_WITHIN_MS,
        );
        if (!steppingDown) {
          checkProtocol(protocol, version);
          return connection;
        }
      } catch (error) {
        if (!(error instanceof ConnectionLostError)) {
          connection.close();
          throw error;
        }
      }
      connection.close();
      await delay(20);
    }
    throw new SupervisorUnreachableError(
      `No supervisor answered within ${START_WITHIN_MS / 1000} s.`,
    );
  }

  async #open(attempt: number): Promise<Connection | undefined> {
    try {
      return await Connection.open(this.#locations.socket);
    } catch (error) {
      if (!isNobodyThere(error)) throw error;
      if (attempt > 0) await delay(Math.min(200, 10 * attempt));
      // Loaded only now: mostly there is a supervisor.
      const { renewSocket, startSupervisor } = await import('./start-supervisor.js');
      if (attempt > 20 && attempt % 20 === 1) renewSocket(this.#locations);
      await startSupervisor(this.#locations);
      return undefined;
    }
  }
}

function isNobodyThere(error: unknown): boolean {
  return isErrno(error, 'ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTDIR');
}

function isWorthAnotherTry(error: unknown): boolean {
  if (error instanceof ConnectionLostError) return true;
  return error instanceof ExpectedError && error.code === 'SUPERVISOR_STEPPING_DOWN';
}

function explainLoss(error: unknown): unknown {
  if (!(error instanceof ConnectionLostError)) return error;
  return new SupervisorUnreachableError('The supervisor ends the connection again and again.');
}

function checkProtocol(protocol: number, version: string): void {
  if (protocol === PROTOCOL_VERSION) return;
  throw new SupervisorUnreachableError(
    `The supervisor is of the newer release ${version}; this is ${VERSION}.`,
    { hint: 'Update this program, or run "claude supervisor stop" first; no shell is touched.' },
  );
}
