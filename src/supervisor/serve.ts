import { createServer, type Server, type Socket } from 'node:net';
import { JSONRPCServer } from 'json-rpc-2.0';
import { LineReader } from '../protocol/line-reader.js';
import { MAX_MESSAGE_BYTES, type Method } from '../protocol/requests.js';
import { clearSocketPath } from '../store/socket-file.js';
import { answerRequest, type Caller, type RequestOf } from './answer-request.js';
import type { SupervisorContext } from './context.js';
import { requests } from './requests.js';

/** Answers that wait to be read, one connection's; they come from requests that came in one piece. */
const MOST_UNREAD_BYTES = 16 * 1024 * 1024;

/** A client that is connected. */
class Connection implements Caller {
  readonly #gone = new AbortController();
  /** Set by `hello` when the client is newer than this supervisor. */
  isOutdated = false;

  /** Aborts when the client has gone: nobody waits for an answer any more. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  close(): void {
    this.#gone.abort();
  }
}

export interface Service {
  /** Connections that are open now. */
  readonly connections: () => number;
  /** Takes the socket away, and lets answers that are under way be sent. */
  readonly close: () => Promise<void>;
}

/**
 * Answers clients on the Unix socket. Whatever a client sends, a garbled or
 * endless message included, harms only its own connection.
 *
 * @param onActivity - Called when a client comes, asks, or goes.
 */
export async function serve(context: SupervisorContext, onActivity: () => void): Promise<Service> {
  const rpc = new JSONRPCServer<Caller>({ errorListener: () => undefined });
  for (const method of Object.keys(requests) as Method[]) addMethod(rpc, context, method);

  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    onActivity();
    serveConnection(rpc, context, socket, onActivity);
    socket.on('close', () => {
      sockets.delete(socket);
      onActivity();
    });
  });
  await listen(server, context.locations.socket);
  return {
    connections: () => sockets.size,
    close: async () => {
      clearSocketPath(context.locations.socket);
      for (const socket of sockets) socket.end();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- M ties a request's params to its answer
function addMethod<M extends Method>(
  rpc: JSONRPCServer<Caller>,
  context: SupervisorContext,
  method: M,
): void {
  const request: RequestOf<M> = requests[method];
  rpc.addMethod(method, (params, caller) => answerRequest(context, request, params, caller));
}

function serveConnection(
  rpc: JSONRPCServer<Caller>,
  context: SupervisorContext,
  socket: Socket,
  onActivity: () => void,
): void {
  const connection = new Connection();
  const reader = new LineReader(MAX_MESSAGE_BYTES);
  socket.on('data', (chunk: Buffer) => {
    const lines = reader.push(chunk);
    if (lines === undefined) {
      socket.end(`${JSON.stringify(TOO_LONG)}\n`);
      return;
    }
    for (const line of lines) {
      void receive(rpc, line, connection).then((response) => {
        if (response !== null) answer(socket, `${JSON.stringify(response)}\n`);
        onActivity();
      });
    }
  });
  socket.on('drain', () => socket.resume());
  socket.on('error', () => undefined); // 'close' follows, which is all that matters
  socket.on('close', () => {
    connection.close();
    context.readTurns.endAll(connection);
  });
}

/** A client that does not read its answers is not listened to until it has, and in the end let go. */
function answer(socket: Socket, line: string): void {
  if (!socket.writable) return;
  if (socket.writableLength > MOST_UNREAD_BYTES) {
    socket.destroy();
    return;
  }
  if (!socket.write(line)) socket.pause(); // until 'drain'
}

async function receive(rpc: JSONRPCServer<Caller>, line: string, caller: Caller): Promise<unknown> {
  try {
    return await rpc.receiveJSON(line, caller);
  } catch {
    return NO_REQUEST; // the library itself fails on a batch that holds a null
  }
}

const NO_REQUEST = {
  jsonrpc: '2.0',
  id: null,
  error: {
    code: -32600,
    message: 'This is no request.',
    data: { code: 'INVALID_REQUEST', hint: 'Use a client of the same release.' },
  },
};

const TOO_LONG = {
  jsonrpc: '2.0',
  id: null,
  error: {
    code: -32600,
    message: `A message has ${MAX_MESSAGE_BYTES} bytes at most.`,
    data: { code: 'MESSAGE_TOO_LONG', hint: 'Send less at once.' },
  },
};

/** The socket is private from the start: the umask is 077 by then. */
async function listen(server: Server, path: string): Promise<void> {
  clearSocketPath(path);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path, backlog: 511 }, resolve);
  });
}
