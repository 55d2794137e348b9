import { get } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createWorld } from '../support/world.js';
import { waitUntil } from '../support/wait-until.js';

/** The verification list of the specification, under its own names. */
describe('verified behaviour', () => {
  test('background task persistence', async () => {
    const world = await createWorld();
    const port = await freePort();
    const { shellId, pid } = await world.start(`python3 -m http.server ${port}`);
    expect(shellId).toBe('bash_1');
    await waitUntil('the server to answer', () => answers(port));

    await world.killSupervisor({ withGuard: true });
    expect(await answers(port)).toBe(true);
    expect(await world.list()).toMatchObject([{ shellId: 'bash_1', status: 'running', pid, ports: [port] }]);
  });
});

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
