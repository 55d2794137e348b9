import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { RawClient } from '../support/raw-client.js';
import { contextSwitches } from '../support/read-proc.js';
import { letGo, lockHolder, untilNothingPending, WAITS_FOR_GO } from '../support/state-files.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld, isThere, type World } from '../support/world.js';

const IDLE_EXIT_MS = 300;
/** Many times as long: it would have gone by then. */
const LONG_MS = 8 * IDLE_EXIT_MS;

verifies(
  'supervisor:idle-exit',
  'it goes when nothing runs, and takes its guard with it',
  async () => {
    const world = await createHastyWorld();
    await world.start('true');
    await world.json(['wait', 'bash_1']);
    await untilNoProcess(world);
    // The next command starts another one, which finds everything.
    expect(await world.list()).toMatchObject([{ shellId: 'bash_1', status: 'completed' }]);
    await untilNoProcess(world);
  },
);

verifies(
  'supervisor:idle-exit',
  'it stays while a shell runs, and goes when it has ended',
  async () => {
    const world = await createHastyWorld();
    await world.start(WAITS_FOR_GO);
    await expectToStay(world);
    letGo(world);
    await untilNoProcess(world);
    expect(await world.list()).toMatchObject([{ shellId: 'bash_1', status: 'completed' }]);
  },
);

verifies('supervisor:idle-exit', 'it stays while a client is connected', async () => {
  const world = await createHastyWorld();
  await world.start('sleep 0.2');
  const client = await RawClient.open(world);
  await untilNothingPending(world);
  await expectToStay(world);
  client.close();
  await untilNoProcess(world);
});

verifies(
  'supervisor:idle-exit',
  'it stays while the output of an ended shell is held open, and keeps the cap meanwhile',
  async () => {
    const world = await createHastyWorld();
    const capBytes = 1024 * 1024; // 1MB
    const chatter = `(trap '' HUP; ${WAITS_FOR_GO}; seq 1 3000000; touch written; sleep 1000) &`;
    await world.start(`${chatter} exit 0`, '--max-output', '1MB');
    await world.json(['wait', 'bash_1']);
    await expectToStay(world);

    const { log } = await world.inspect('bash_1');
    letGo(world);
    await waitUntil(
      'more than the cap to be written',
      () => statSync(log).size > 20_000_000,
      30_000,
    );
    await waitUntil('the cap to hold', () => diskBytes(log) <= 2 * capBytes, 30_000);
    expect((await world.list())[0]?.droppedBytes).toBeGreaterThan(10_000_000);
    expect(await world.kill('bash_1')).toMatchObject([{ status: 'completed', survivors: [] }]);
    await untilNoProcess(world);
  },
);

verifies(
  'supervisor:idle-exit',
  'settings that cannot be read do not keep it from anything',
  async () => {
    const world = await createHastyWorld('{"supervisor.idleExit": "soon"}');
    const run = await world.claude(['bash', '-b', '--json', '--', 'true']);
    expect(JSON.parse(run.stdout)).toMatchObject({ error: { code: 'SETTINGS_INVALID' } });
    writeSettings(world, '{"supervisor": {"idleExit": "300ms"}}');
    await world.start('true');
    await untilNoProcess(world);
  },
);

verifies('cost:idle', 'it is not woken while its shells do nothing', async () => {
  const world = await createWorld();
  for (let count = 0; count < 3; count += 1) await world.start('echo up; exec sleep 1000');
  const pid = lockHolder(world);
  if (pid === undefined) throw new Error('there is no supervisor');
  // V8 tidies up for some seconds after the last request; then nothing may wake it, not even once a second.
  await waitUntil(
    'three seconds of rest',
    async () => (await switchesDuring(pid, 3_000)) <= 2,
    40_000,
  );
  expect(lockHolder(world)).toBe(pid);
});

async function switchesDuring(pid: number, ms: number): Promise<number> {
  const before = contextSwitches(pid);
  await delay(ms); // the time over which is measured
  return contextSwitches(pid) - before;
}

async function createHastyWorld(settings = '{"supervisor.idleExit": "300ms"}'): Promise<World> {
  const world = await createWorld();
  mkdirSync(world.home, { mode: 0o700 });
  writeSettings(world, settings);
  return world;
}

function writeSettings(world: World, settings: string): void {
  writeFileSync(join(world.home, 'settings.json'), settings);
}

async function expectToStay(world: World): Promise<void> {
  const pid = lockHolder(world);
  await delay(LONG_MS); // what is shown is that nothing happens in that time
  expect(lockHolder(world)).toBe(pid);
  expect(isThere(pid ?? 0)).toBe(true);
}

async function untilNoProcess(world: World): Promise<void> {
  await waitUntil('every process to be gone', () => world.processes().length === 0, 20_000);
  expect(lockHolder(world)).toBeUndefined();
}

function diskBytes(path: string): number {
  return statSync(path).blocks * 512;
}
