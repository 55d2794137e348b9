import { expect } from 'vitest';
import { countConnections, RawClient } from '../support/raw-client.js';
import { lockHolder } from '../support/state-files.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld, isThere } from '../support/world.js';

const NEWER = { version: '99.0.0', protocol: 1 };

verifies(
  'supervisor:handover',
  'it steps down for a newer client; shells go on, the next one finds them',
  async () => {
    const world = await createWorld();
    const { pid } = await world.start('exec sleep 1000');
    const older = await world.supervisor();
    const client = await RawClient.open(world);
    const hello = client.ask('hello', NEWER);
    const status = client.ask('status', {});
    expect((await hello).result).toMatchObject({ pid: older.pid, steppingDown: true });
    // It answers nothing more to this client, and goes.
    expect((await status).error?.data?.code).toBe('SUPERVISOR_STEPPING_DOWN');
    await client.untilClosed();
    await waitUntil('it to be gone', () => !isThere(older.pid ?? 0));
    await waitUntil(
      'its guard to be gone',
      () => world.processesMatching('supervisor.cjs').length === 0,
    );

    expect(await world.list()).toMatchObject([{ shellId: 'bash_1', status: 'running', pid }]);
    expect(lockHolder(world)).not.toBe(older.pid);
    expect(await world.kill('bash_1')).toMatchObject([{ status: 'killed' }]);
  },
);

verifies('supervisor:handover', 'a client of a newer protocol is made way for too', async () => {
  const world = await createWorld();
  const { pid } = await world.json<{ pid: number }>(['supervisor', 'start']);
  const client = await RawClient.open(world);
  const { version } = await world.supervisor();
  const hello = await client.ask('hello', { version, protocol: 2 });
  expect(hello.result).toMatchObject({ steppingDown: true });
  await waitUntil('it to be gone', () => !isThere(pid));
});

verifies(
  'supervisor:handover',
  'an older client, or one of the same release, is served',
  async () => {
    const world = await createWorld();
    const { pid, version } = await world.json<{ pid: number; version: string }>([
      'supervisor',
      'start',
    ]);
    for (const other of ['0.0.1', '0.1.0-beta', version]) {
      const client = await RawClient.open(world);
      const hello = await client.ask('hello', { version: other, protocol: 1 });
      expect(hello.result).toMatchObject({ pid, steppingDown: false });
      expect((await client.ask('status', {})).result).toMatchObject({ pid });
    }
  },
);

verifies('supervisor:handover', 'a client that waits is answered by the next one', async () => {
  const world = await createWorld();
  await world.start('exec sleep 1000');
  const { pid } = await world.supervisor();
  const waiting = world.json(['wait', 'bash_1', '--timeout', '30s'], 143);
  await waitUntil('it to wait', () => countConnections(world) > 0, 20_000);
  const client = await RawClient.open(world);
  await client.ask('hello', NEWER);
  await waitUntil('it to be gone', () => !isThere(pid ?? 0));
  await world.kill('bash_1');
  expect(await waiting).toMatchObject([{ status: 'killed' }]);
});
