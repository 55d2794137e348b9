import fc from 'fast-check';
import { expect } from 'vitest';
import { countConnections, RawClient, type RawAnswer } from '../support/raw-client.js';
import { lockHolder } from '../support/state-files.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld, type World } from '../support/world.js';

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const NO_SUCH_METHOD = -32601;
const INVALID_PARAMS = -32602;

const SESSION = { directory: '/' };

/** What is sent, and the codes of the errors that come back, line by line. */
const GARBAGE: readonly { what: string; send: string | Uint8Array; codes: readonly number[] }[] = [
  { what: 'text', send: 'hello\n', codes: [PARSE_ERROR] },
  { what: 'an empty line', send: '\n', codes: [PARSE_ERROR] },
  { what: 'half a request', send: '{"jsonrpc":"2.0","id":1,"meth\n', codes: [PARSE_ERROR] },
  {
    what: 'bytes that are no UTF-8',
    send: Uint8Array.of(0xff, 0xfe, 0x00, 0x80, 10),
    codes: [PARSE_ERROR],
  },
  { what: 'NULs', send: `${'\0'.repeat(1000)}\n`, codes: [PARSE_ERROR] },
  { what: 'null', send: 'null\n', codes: [PARSE_ERROR] },
  { what: 'values', send: 'true\n5\n"x"\n{}\n', codes: Array<number>(4).fill(INVALID_REQUEST) },
  { what: 'an empty batch', send: '[]\n', codes: [INVALID_REQUEST] },
  { what: 'a batch of values', send: '[1,"x"]\n', codes: [INVALID_REQUEST, INVALID_REQUEST] },
  { what: 'a batch of null', send: '[null]\n', codes: [INVALID_REQUEST] },
  { what: 'deep nesting', send: `${'['.repeat(100_000)}\n`, codes: [PARSE_ERROR] },
  {
    what: 'a batch in a batch',
    send: `${'['.repeat(5000)}${']'.repeat(5000)}\n`,
    codes: [INVALID_REQUEST],
  },
  {
    what: 'another version of the protocol',
    send: request('status', {}, { jsonrpc: '1.0' }),
    codes: [INVALID_REQUEST],
  },
  { what: 'a method that is no text', send: request(5, {}), codes: [NO_SUCH_METHOD] },
  { what: 'an unknown method', send: request('format-disk', {}), codes: [NO_SUCH_METHOD] },
  {
    what: 'names that every object has',
    send: ['constructor', 'toString', '__proto__'].map((name) => request(name, {})).join(''),
    codes: Array<number>(3).fill(NO_SUCH_METHOD),
  },
  { what: 'no parameters', send: request('list-shells', undefined), codes: [INVALID_PARAMS] },
  { what: 'parameters in a list', send: request('stop', [1]), codes: [INVALID_PARAMS] },
  {
    what: 'parameters of the wrong types',
    send: request('list-shells', { session: SESSION, all: 'no', runningOnly: 1 }),
    codes: [INVALID_PARAMS],
  },
  {
    what: 'a time beyond all timers',
    send: request('wait-shells', { session: SESSION, shells: [], any: false, timeoutMs: 2 ** 31 }),
    codes: [INVALID_PARAMS],
  },
  {
    what: 'an id that leads elsewhere',
    send: request('inspect-shell', {
      session: { sessionId: '../..', directory: '/' },
      shell: 'bash_1',
    }),
    codes: [-32000],
  },
  {
    what: 'a batch of requests',
    send: `[${request('no', {}).trim()},${request('stop', [1]).trim()}]\n`,
    codes: [NO_SUCH_METHOD, INVALID_PARAMS],
  },
];

verifies(
  'supervisor:garbage',
  'whatever is no request is answered with an error, and harms nobody',
  async () => {
    const { world, other } = await startWithOther();
    for (const { what, send, codes } of GARBAGE) {
      const client = await RawClient.open(world);
      client.send(send);
      await waitUntil(`answers to ${what}`, () => errorsOf(client.lines).length >= codes.length);
      expect(
        errorsOf(client.lines).map(({ code }) => code),
        what,
      ).toEqual(codes);
      // The connection itself goes on too.
      expect((await client.ask('status', {})).result, what).toMatchObject({ pid: other.pid });
    }
    await other.expectUnharmed();
  },
);

verifies(
  'supervisor:garbage',
  'a message without an end is refused once it is too long',
  async () => {
    const { world, other } = await startWithOther();
    const client = await RawClient.open(world);
    const before = await memoryOf(world);
    const piece = Buffer.alloc(1024 * 1024, 'x');
    for (let sent = 0; sent < 200; sent += 1) client.send(piece);
    await client.untilAnswered(1);
    expect(client.lines).toMatchObject([{ error: { data: { code: 'MESSAGE_TOO_LONG' } } }]);
    await client.untilClosed();
    await other.expectUnharmed();
    expect((await memoryOf(world)) - before).toBeLessThan(100 * 1024 * 1024);
  },
);

verifies('supervisor:garbage', 'a message of almost the limit is read', async () => {
  const { world, other } = await startWithOther();
  const client = await RawClient.open(world);
  const limit = 8 * 1024 * 1024;
  client.send(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'x'.repeat(limit - 100) })}\n`);
  expect(await client.untilAnswered(1)).toMatchObject([{ id: 1, error: { code: NO_SUCH_METHOD } }]);
  await other.expectUnharmed();
});

verifies(
  'supervisor:garbage',
  'half a message, and a client that goes without its answers, harm nobody',
  async () => {
    const { world, other } = await startWithOther();
    for (let count = 0; count < 50; count += 1) {
      const client = await RawClient.open(world);
      client.send(
        request('wait-shells', { session: SESSION, shells: [], any: true, timeoutMs: 60_000 }),
      );
      client.send('{"jsonrpc":"2.0","id":1,');
      if (count % 2 === 0) client.end();
      else client.close();
    }
    await other.expectUnharmed();
  },
);

verifies(
  'supervisor:garbage',
  'a client that does not read its answers is not listened to until it does',
  async () => {
    const { world, other } = await startWithOther();
    const client = await RawClient.open(world);
    const asker = await RawClient.open(world);
    client.stopReading();
    const count = 50_000;
    client.send(request('status', {}).repeat(count));
    await waitUntil('the supervisor to take nothing more of it', async () => {
      const before = client.unsentBytes;
      for (let trip = 0; trip < 20; trip += 1) await asker.ask('status', {});
      return client.unsentBytes === before;
    });
    expect(client.unsentBytes).toBeGreaterThan(0);
    client.readOn();
    await client.untilAnswered(count, 60_000);
    await other.expectUnharmed();
  },
  120_000,
);

verifies(
  'supervisor:garbage',
  'a client that asks for much at once and reads nothing is let go',
  async () => {
    const { world, other } = await startWithOther();
    const long = `: ${'x'.repeat(100_000)}; exec sleep 1000`;
    await world.claude(['bash', '-b', '--session', 'long', '--', long], { cwd: '/' });
    const before = countConnections(world);
    const client = await RawClient.open(world);
    client.stopReading();
    const session = { sessionId: 'long', directory: '/' };
    const listing = request('list-shells', { session, all: false, runningOnly: false });
    await waitUntil('it to be connected', () => countConnections(world) === before + 1);
    client.send(listing.repeat(300)); // 30 MB of answers
    await waitUntil('it to be let go', () => countConnections(world) === before, 30_000);
    await other.expectUnharmed();
  },
);

/** What may be said of `stop` and `hello` with good parameters has tests of its own. */
const METHODS = [
  'list-shells',
  'start-shell',
  'kill-shells',
  'restart-shell',
  'wait-shells',
  'inspect-shell',
  'begin-read',
  'commit-read',
];

/** Parameters that come close: each field is right, wrong or missing. */
const nearlyParams = fc.record(
  {
    session: fc.oneof(
      fc.constant(SESSION),
      fc.record({ sessionId: fc.string(), directory: fc.string() }, { requiredKeys: [] }),
      fc.jsonValue(),
    ),
    shell: fc.oneof(fc.constant('bash_7'), fc.string(), fc.jsonValue()),
    shells: fc.oneof(fc.array(fc.string()), fc.jsonValue()),
    all: fc.oneof(fc.boolean(), fc.jsonValue()),
    runningOnly: fc.oneof(fc.boolean(), fc.jsonValue()),
    any: fc.oneof(fc.boolean(), fc.jsonValue()),
    exclusive: fc.oneof(fc.boolean(), fc.jsonValue()),
    except: fc.oneof(fc.array(fc.string()), fc.jsonValue()),
    signal: fc.oneof(fc.string(), fc.jsonValue()),
    timeoutMs: fc.oneof(fc.constant(0), fc.double(), fc.jsonValue()),
    graceMs: fc.oneof(fc.nat(100), fc.double(), fc.jsonValue()),
    from: fc.oneof(fc.nat(), fc.jsonValue()),
    to: fc.oneof(fc.nat(), fc.jsonValue()),
    uid: fc.oneof(fc.uuid(), fc.jsonValue()),
    command: fc.oneof(fc.string(), fc.jsonValue()),
    cwd: fc.oneof(fc.constant('/nowhere'), fc.jsonValue()),
    set: fc.jsonValue(),
    environment: fc.oneof(fc.constant({}), fc.jsonValue()),
    umask: fc.oneof(fc.constant(0), fc.jsonValue()),
  },
  { requiredKeys: [] },
);

const anyRequest = fc.record({
  method: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...METHODS) },
    fc.string(),
    fc.jsonValue(),
  ),
  params: fc.oneof({ weight: 4, arbitrary: nearlyParams }, fc.jsonValue()),
});

verifies(
  'supervisor:garbage',
  'a thousand random requests: every error has a code, nobody else is harmed',
  async () => {
    const { world, other } = await startWithOther();
    const client = await RawClient.open(world);
    let count = 0;
    await fc.assert(
      fc.asyncProperty(anyRequest, async ({ method, params }) => {
        count += 1;
        const answer = await client.ask(method, params);
        expect(answer).toMatchObject({ jsonrpc: '2.0' });
        if (answer.error === undefined) return;
        expect(answer.error.code).toBeTypeOf('number');
        expect(answer.error.message).not.toBe('');
        // Never a bug of ours (-32603), and for methods that exist a public code and a hint.
        expect([-32000, INVALID_REQUEST, NO_SUCH_METHOD, INVALID_PARAMS]).toContain(
          answer.error.code,
        );
        if (METHODS.includes(method as string)) {
          expect(answer.error.data?.code).toMatch(/^[A-Z_]+$/);
          expect(answer.error.data?.hint).toMatch(/\.$/);
        }
      }),
      { numRuns: 1_000 },
    );
    expect(count).toBeGreaterThanOrEqual(1_000);
    await other.expectUnharmed();
    expect((await world.claude(['supervisor', 'logs'])).stdout).not.toContain('bug:');
  },
  120_000,
);

/** A supervisor with a shell, and another client that it serves meanwhile. */
async function startWithOther() {
  const world = await createWorld();
  const shell = await world.start('exec sleep 1000');
  const other = await RawClient.open(world);
  const pid = lockHolder(world);
  const session = { directory: world.project };
  const waiting = other.ask('wait-shells', {
    session,
    shells: ['bash_1'],
    any: false,
    timeoutMs: 600_000,
  });
  void waiting.catch(() => undefined); // it is not meant to be answered
  const expectUnharmed = async (): Promise<void> => {
    const { result } = await other.ask('list-shells', { session, all: false, runningOnly: true });
    expect(result).toMatchObject({
      shells: [{ shellId: 'bash_1', status: 'running', pid: shell.pid }],
    });
    expect(other.isClosed).toBe(false);
    expect(lockHolder(world)).toBe(pid);
    expect((await world.supervisor()).pid).toBe(pid);
  };
  return { world, other: { pid, expectUnharmed } };
}

async function memoryOf(world: World): Promise<number> {
  return (await world.supervisor()).memory ?? 0;
}

function request(method: unknown, params: unknown, change: object = {}): string {
  return `${JSON.stringify({ jsonrpc: '2.0', id: 1, method, params, ...change })}\n`;
}

/** The errors of all answers, those of batches one by one. */
function errorsOf(lines: readonly unknown[]): NonNullable<RawAnswer['error']>[] {
  return (lines.flat() as RawAnswer[]).flatMap(({ error }) => error ?? []);
}
