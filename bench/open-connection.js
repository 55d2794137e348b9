import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'));
/** As in src/protocol/requests.ts. */
const PROTOCOL_VERSION = 1;

/** Speaks to a supervisor as src/protocol/requests.ts has it; its `hello` is the first answer. */
export async function openConnection(path) {
  const socket = connect(path);
  await once(socket, 'connect');
  const connection = new Connection(socket);
  connection.hello = await connection.request('hello', { version, protocol: PROTOCOL_VERSION });
  return connection;
}

class Connection {
  #socket;
  #waiting = new Map();
  #lastId = 0;
  #text = '';
  isClosed = false;

  constructor(socket) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (text) => {
      const lines = (this.#text + text).split('\n');
      this.#text = lines.pop();
      for (const line of lines) this.#receive(JSON.parse(line));
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.isClosed = true;
      for (const { reject } of this.#waiting.values()) reject(new Error('connection lost'));
    });
  }

  /** All that are made before the answers come are sent at once. */
  request(method, params) {
    const id = (this.#lastId += 1);
    this.#socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
  }

  close() {
    this.#socket.destroy();
  }

  #receive({ id, result, error }) {
    const { resolve, reject } = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) resolve(result);
    else reject(new Error(`${error.data?.code ?? error.code}: ${error.message}`));
  }
}
