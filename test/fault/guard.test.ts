import { existsSync } from 'node:fs';
import { expect } from 'vitest';
import { ageMs } from '../support/read-proc.js';
import { RawClient } from '../support/raw-client.js';
import { lockHolder, lockPath, socketPath } from '../support/state-files.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld, isThere, killNow, type World } from '../support/world.js';

verifies(
  'supervisor:guard',
  'one that is killed is started again, without any client',
  async () => {
    const world = await createWorld();
    const { pid } = await world.start('exec sleep 1000');
    const next = await killAndAwaitNext(world);
    expect(await world.list()).toMatchObject([{ shellId: 'bash_1', status: 'running', pid }]);
    expect(lockHolder(world)).toBe(next);
  },
);

verifies(
  'supervisor:guard',
  'a guard that is killed is replaced, and its successor does its work',
  async () => {
    const world = await createWorld();
    await world.start('exec sleep 1000');
    const [guard] = guards(world);
    if (guard === undefined) throw new Error('there is no guard');
    // One that ends at once could not live here at all: that one is not started again so soon.
    await waitUntil('the guard to have lived for a while', () => ageMs(guard) > 1_500);
    killNow(guard);
    const [successor] = await waitUntil('another guard', () => {
      const [first] = guards(world);
      return first !== undefined && first !== guard ? [first] : undefined;
    });
    expect(successor).not.toBe(guard);
    await killAndAwaitNext(world);
  },
);

verifies('supervisor:guard', 'one that is stopped does not come back', async () => {
  const world = await createWorld();
  await world.start('exec sleep 1000');
  expect(await world.json(['supervisor', 'stop'])).toEqual({ stopped: true });
  await expectNoneLeft(world);
  expect(await world.list()).toMatchObject([{ shellId: 'bash_1', status: 'running' }]);
});

verifies(
  'supervisor:guard',
  'one that is stopped does not come back through the guard of an earlier one',
  async () => {
    const world = await createWaitingGuard();
    expect((await world.claude(['supervisor', 'start'])).exitCode).toBe(0);
    expect(guards(world)).toHaveLength(2);
    expect(await world.json(['supervisor', 'stop'])).toEqual({ stopped: true });
    expect(guards(world)).toHaveLength(1);
    await expectNoneLeft(world);
  },
);

verifies(
  'supervisor:guard',
  'one that was killed does not come back when told to stop while its guard waits',
  async () => {
    const world = await createWaitingGuard();
    expect((await world.claude(['supervisor', 'stop'])).exitCode).toBe(0);
    await untilNoneLeft(world);
  },
);

/** After a second death in a row the guard waits for a while; a client is quicker. */
async function createWaitingGuard(): Promise<World> {
  const world = await createWorld();
  await world.claude(['supervisor', 'start']);
  await killAndAwaitNext(world);
  await world.killSupervisor({ withGuard: false });
  expect(guards(world)).toHaveLength(1);
  return world;
}

async function killAndAwaitNext(world: World): Promise<number> {
  const before = lockHolder(world);
  await world.killSupervisor({ withGuard: false });
  const next = await waitUntil(
    'the guard to start the next supervisor',
    () => {
      const holder = lockHolder(world);
      return holder !== undefined && holder !== before && isThere(holder) ? holder : undefined;
    },
    20_000,
  );
  const answers = async (): Promise<boolean> => {
    const client = await RawClient.open(world).catch(() => undefined);
    return (await client?.ask('status', {}))?.result !== undefined;
  };
  await waitUntil('it to answer', answers, 20_000);
  return next;
}

/** Neither a supervisor nor anything that would start one. */
async function untilNoneLeft(world: World): Promise<void> {
  const left = (): number[] => world.processesMatching('supervisor.cjs');
  await waitUntil('supervisors and guards to be gone', () => left().length === 0, 20_000);
}

async function expectNoneLeft(world: World): Promise<void> {
  await untilNoneLeft(world);
  expect([lockPath(world), socketPath(world)].filter(existsSync)).toEqual([]);
}

function guards(world: World): number[] {
  return world.processesMatching('guard.sh');
}
