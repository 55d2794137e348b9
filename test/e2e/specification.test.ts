import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createWorld, type World } from '../support/world.js';
import { waitUntil } from '../support/wait-until.js';

/** The verification list of the specification, under its own names. */
describe('verified behaviour', () => {
  test('background task persistence', async () => {
    const world = await createWorld();
    const port = await freePort();
    const { shellId, pid } = await world.start(`python3 -m http.server ${port}`);
    expect(shellId).toBe('bash_1');
    await waitUntil('the server to answer', () => answers(port), 30_000);
    const before = await psOf(pid);
    expect(before).toContain(`http.server ${port}`);

    await world.killSupervisor({ withGuard: true });
    expect(await answers(port)).toBe(true);
    expect(await psOf(pid)).toBe(before);
    expect(await world.list()).toMatchObject([
      { shellId: 'bash_1', status: 'running', pid, ports: [port] },
    ]);
  });

  test('shell ID preservation', async () => {
    const world = await createWorld();
    const started = [
      await world.start('exec sleep 600'),
      await world.start('exit 0'),
      await world.start('exec sleep 601'),
    ];
    expect(started.map(({ shellId }) => shellId)).toEqual(['bash_1', 'bash_2', 'bash_3']);
    await world.json(['wait', 'bash_2']);
    await world.json(['supervisor', 'stop']);

    const list = await world.list();
    expect(list.map(({ shellId, pid }) => [shellId, pid])).toEqual([
      ['bash_1', started[0]?.pid],
      ['bash_3', started[2]?.pid],
      ['bash_2', started[1]?.pid],
    ]);
    expect(await world.inspect('bash_3')).toMatchObject({
      shellId: 'bash_3',
      uid: started[2]?.uid,
      command: 'exec sleep 601',
    });
    // And an id is not used again.
    expect((await world.start('exit 0')).shellId).toBe('bash_4');
  });

  test('incremental output', async () => {
    const world = await createWorld();
    const { sessionId } = await world.start(
      [10, 20, 30, 40]
        .map((last) => `until [ -e go${last} ]; do sleep 0.02; done; seq ${last - 9} ${last}`)
        .join('; '),
    );
    const read = async (last: number, cwd = world.project): Promise<string> => {
      writeFileSync(join(world.project, `go${last}`), '');
      await waitUntil(
        `line ${last}`,
        async () => (await world.output('bash_1', '--peek')).output.endsWith(`${last}\n`),
        30_000,
      );
      const run = await world.claude(['output', `${sessionId}/bash_1`], { cwd });
      return run.stdout;
    };

    expect(await read(10)).toBe(lines(1, 10));
    expect(await read(20)).toBe(lines(11, 20));
    expect((await world.output('bash_1')).output).toBe('');

    await world.json(['supervisor', 'stop']);
    expect(await read(30)).toBe(lines(21, 30));

    await world.killSupervisor({ withGuard: true });
    expect(await read(40, tmpdir())).toBe(lines(31, 40));
    expect(await world.json(['wait', 'bash_1'])).toMatchObject([{ unreadBytes: 0 }]);
  });

  test('multiple background tasks', async () => {
    const world = await createWorld();
    await world.start('echo one; exec sleep 600', '--name', 'first');
    await world.start('echo two; exit 2');
    await world.start('echo three');
    await world.start('echo four; exec sleep 600');
    await world.kill('bash_4', '--grace', '1s');
    await world.claude(['wait', 'bash_2', 'bash_3']);

    expect((await world.output('bash_2')).output).toBe('two\n');
    const states = (await world.list()).map(({ shellId, status, exitCode, unreadBytes }) => [
      ...[shellId, status, exitCode, unreadBytes],
    ]);
    expect(states).toEqual([
      ['bash_1', 'running', null, 4],
      ['bash_2', 'failed', 2, 0],
      ['bash_3', 'completed', 0, 6],
      ['bash_4', 'killed', 143, 5],
    ]);
    await world.json(['supervisor', 'stop']);
    expect(await outputs(world, ['bash_1', 'bash_2', 'bash_3', 'bash_4'])).toEqual([
      'one\n',
      '',
      'three\n',
      'four\n',
    ]);
  });
});

function lines(first: number, last: number): string {
  return Array.from({ length: last - first + 1 }, (_, index) => `${first + index}\n`).join('');
}

async function outputs(world: World, shellIds: readonly string[]): Promise<string[]> {
  return Promise.all(shellIds.map(async (shellId) => (await world.output(shellId)).output));
}

/** What `ps` says of a process: its command line, and when it started. */
async function psOf(pid: number | null): Promise<string> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=,args=', '-p', String(pid)]);
  return stdout.trim();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).once('error', () => {
      resolve(false);
    });
  });
}
