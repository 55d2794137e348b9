import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { gate } from '../support/gate.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld, isThere, type World } from '../support/world.js';

const LIMIT = 64;

/** A supervisor that may have only so many descriptors. */
async function startLimited(world: World): Promise<void> {
  const program = join(import.meta.dirname, '../../bin/supervisor.cjs');
  const line = `ulimit -n ${LIMIT}; exec '${process.execPath}' '${program}'`;
  const child = spawn('/bin/sh', ['-c', line], { env: world.env, detached: true, stdio: 'ignore' });
  child.unref();
  await waitUntil('the supervisor', () => existsSync(join(world.home, 'runtime/supervisor.sock')));
}

/** Connects until the supervisor has this many descriptors left. */
async function useUp(world: World, pid: number, left: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  const open = (): number => readdirSync(`/proc/${pid}/fd`).length;
  while (open() < LIMIT - left) {
    const socket = connect(join(world.home, 'runtime/supervisor.sock'));
    sockets.push(socket);
    socket.on('error', () => undefined);
    // Its answer shows that the supervisor has taken the connection.
    socket.write('{"jsonrpc":"2.0","id":1,"method":"status"}\n');
    await Promise.race([once(socket, 'data'), once(socket, 'close')]);
  }
  return sockets;
}

verifies(
  'never-lost:exit',
  'a supervisor without descriptors says so, loses nothing, and recovers',
  async () => {
    const world = await createWorld();
    await startLimited(world);
    const go = gate(world);
    const stay = gate(world, 'stay');
    const ending = await world.start(`${go.wait}; exit 42`);
    const staying = await world.start(`${stay.wait}; exit 43`);
    const { pid } = await world.supervisor();

    // From one where nothing works to some where the one or the other does.
    for (const left of [1, 2, 4, 7]) {
      const sockets = await useUp(world, pid ?? 0, left);
      for (const args of [
        ['bash', '-b', '--json', 'exit 0'],
        ['bashes', '--json'],
        ['output', 'bash_1', '--json'],
        ['kill', 'bash_2', '--signal', 'CONT', '--json'],
      ]) {
        const run = await world.claude(args);
        const answer = JSON.parse(run.stdout) as { error?: { code: string; hint: string } };
        if (run.exitCode === 0) continue;
        const said = `${args.join(' ')} with ${left} left: ${run.stdout}`;
        expect(answer.error?.code, said).toMatch(/^(SYSTEM_LIMIT|SUPERVISOR_UNREACHABLE)$/);
      }
      if (left === 1) go.open();
      for (const socket of sockets) socket.destroy();
      await waitUntil(
        'them to be free',
        () => readdirSync(`/proc/${pid ?? 0}/fd`).length < LIMIT - 15,
      );
    }

    expect((await world.supervisor()).pid, 'the same supervisor').toBe(pid);
    expect((await world.claude(['wait', ending.shellId])).exitCode).toBe(42);
    expect(isThere(staying.pid ?? 0)).toBe(true);
    expect((await world.list()).find(({ shellId }) => shellId === staying.shellId)?.status).toBe(
      'running',
    );
    expect((await world.start('exit 0')).pid).not.toBeNull();
    stay.open();
    expect((await world.claude(['wait', staying.shellId])).exitCode).toBe(43);
  },
  120_000,
);
