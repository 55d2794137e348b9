import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { describe, expect, test } from 'vitest';
import { platform } from '../../../src/os/platform.js';
import { fixture, FOREVER, startProgram } from './start-program.js';

const LISTEN = fixture('listen.js');

function portsIn(line: string): number[] {
  return line
    .split(' ')
    .map(Number)
    .sort((a, b) => a - b);
}

describe('listening ports', () => {
  test('of a program with IPv4 and IPv6 sockets', async () => {
    const { pid, line } = await startProgram(process.execPath, [LISTEN, '127.0.0.1', '::1', '::']);
    expect(await platform.listeningPorts([pid])).toEqual(new Map([[pid, portsIn(line)]]));
  });

  test('of python’s web server', async () => {
    const { pid, line } = await startProgram('python3', [
      '-u',
      '-m',
      'http.server',
      '0',
      '--bind',
      '::1',
    ]);
    const port = Number(/port (\d+)/.exec(line)?.[1]);
    expect(await platform.listeningPorts([pid])).toEqual(new Map([[pid, [port]]]));
  });

  test('of several at once; those without any, or gone, are left out', async () => {
    const one = await startProgram(process.execPath, [LISTEN, '127.0.0.1']);
    const none = await startProgram('sh', FOREVER);
    const two = await startProgram(process.execPath, [LISTEN, '0.0.0.0']);
    const ports = await platform.listeningPorts([one.pid, none.pid, 2 ** 22 + 1, two.pid]);
    expect([...ports]).toEqual([
      [one.pid, portsIn(one.line)],
      [two.pid, portsIn(two.line)],
    ]);
  });

  test('a program in a network of its own has its own table', async ({ skip }) => {
    const unshared = ['--net', process.execPath, LISTEN, '0.0.0.0'];
    const isolated = await startProgram('unshare', unshared).catch(() => skip());
    const shared = await startProgram(process.execPath, [LISTEN, '127.0.0.1']);
    expect(await platform.listeningPorts([shared.pid, isolated.pid])).toEqual(
      new Map([
        [shared.pid, portsIn(shared.line)],
        [isolated.pid, portsIn(isolated.line)],
      ]),
    );
  });

  test('asked for again: what has closed is left out, what was opened since is there', async () => {
    const first = createServer();
    const second = createServer();
    const known = await platform.listeningPorts([process.pid]);
    const portsNow = async (): Promise<number[]> => {
      const ports = await platform.listeningPorts([process.pid]);
      const before = known.get(process.pid) ?? [];
      return (ports.get(process.pid) ?? []).filter((port) => !before.includes(port));
    };
    const one = await listen(first);
    expect(await portsNow()).toEqual([one]);
    expect(await portsNow()).toEqual([one]);
    const two = await listen(second);
    expect(await portsNow()).toEqual([one, two].sort((a, b) => a - b));
    await close(first);
    expect(await portsNow()).toEqual([two]);
    await close(second);
    expect(await portsNow()).toEqual([]);
  });
});

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
