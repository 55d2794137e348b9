import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect } from 'vitest';
import { parseShellUid } from '../../src/domain/ids.js';
import type { Locations } from '../../src/store/locations.js';
import { readSpool } from '../../src/store/spool.js';
import { startPausingSupervisor } from '../support/pause-supervisor.js';
import { readStat } from '../support/read-proc.js';
import { startClaude } from '../support/start-claude.js';
import {
  letGo,
  listRunning,
  listSpool,
  spoolPath,
  untilNothingPending,
  WAITS_FOR_GO,
} from '../support/state-files.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld, type World } from '../support/world.js';

const UNKNOWN = '00000000-1111-2222-3333-444444444444';
const ENDED = { shellId: 'bash_1', status: 'failed', exitCode: 3, signal: null };

/** With a supervisor that sees the record come, and with one that finds it when it starts. */
const RECEIVERS = ['the supervisor that lives', 'the next supervisor'] as const;
type Receiver = (typeof RECEIVERS)[number];

describe.each(RECEIVERS)('delivered to %s', (receiver) => {
  verifies(
    'never-lost:exit',
    `records that come a second time change nothing: ${receiver}`,
    async () => {
      const { world, uid, started } = await startWaiting();
      // While it runs: another process is not taken for the command.
      await deliver(world, receiver, { [`${uid}.started`]: started.replace(/^\d+/, '1') });
      await waitUntil('the copy to be taken', () => !listSpool(world).includes(`${uid}.started`));
      const [running] = await world.list();
      expect(running).toMatchObject({ status: 'running', pid: Number(started.split(' ')[0]) });

      letGo(world);
      expect(await world.json(['wait', 'bash_1'], 3)).toMatchObject([ENDED]);
      await untilNothingPending(world);
      const copies = { started, exited: '0 ', drained: '', stalled: '' };
      await deliver(
        world,
        receiver,
        Object.fromEntries(Object.entries(copies).map(([kind, text]) => [`${uid}.${kind}`, text])),
      );
      expect(await world.list()).toMatchObject([{ ...ENDED, pid: running?.pid }]);
      await untilNothingPending(world);
    },
  );

  verifies(
    'never-lost:exit',
    `records of a shell that nobody knows are dropped: ${receiver}`,
    async () => {
      const { world, started } = await startWaiting();
      await deliver(world, receiver, {
        [`${UNKNOWN}.started`]: started,
        [`${UNKNOWN}.exited`]: '0 ',
        [`${UNKNOWN}.drained`]: '',
      });
      await waitUntil('them to be gone', () => !listSpool(world).join().includes(UNKNOWN));
      await endWell(world);
    },
  );

  verifies(
    'never-lost:exit',
    `names and directories that mean nothing do no harm: ${receiver}`,
    async () => {
      const { world, uid } = await startWaiting();
      await deliver(world, receiver, {
        'no-record': '',
        '.exited': '0',
        '../evil.exited': '0',
        [`${uid}.killed`]: '9',
        [`${uid}.exited.tmp`]: '9',
        'UPPER-CASE-UID.exited': '9',
      });
      await endWell(world, { isEmpty: false });
    },
  );
});

/** What a shim never writes, in place of what it wrote. */
const GARBAGE = ['', 'abc', '\0\0\0\0', '3x', '3.5', 'x'.repeat(100_000)];

describe.each(RECEIVERS)('garbage delivered to %s', (receiver) => {
  verifies('never-invented', `an exit record of garbage is no exit: ${receiver}`, async () => {
    const { world, uid } = await startWaiting();
    for (const garbage of GARBAGE) {
      await deliver(world, receiver, { [`${uid}.exited`]: garbage });
      expect(await world.list(), garbage.slice(0, 20)).toMatchObject([{ status: 'running' }]);
    }
    // The shim overwrites it with what is true.
    await endWell(world);
  });
});

verifies(
  'never-invented',
  'where garbage took the place of the exit record, the shell is lost',
  async () => {
    const { world, uid } = await startWaiting();
    await world.killSupervisor({ withGuard: true });
    letGo(world);
    await waitUntil('its last record', () => listSpool(world).includes(`${uid}.drained`), 20_000);
    writeFileSync(spoolPath(world, `${uid}.exited`), 'abc');
    expect(await world.list()).toMatchObject([{ status: 'lost', exitCode: null, signal: null }]);
    await untilNothingPending(world);
  },
);

verifies(
  'never-lost:exit',
  'a second exit changes nothing while the output is held open',
  async () => {
    const world = await createWorld();
    const { uid } = await world.start('sleep 1000 & exit 3');
    expect(await world.json(['wait', 'bash_1'], 3)).toMatchObject([ENDED]);
    const second = { [`${uid}.exited`]: '0 ', [`${uid}.stalled`]: '' };
    await deliver(world, 'the supervisor that lives', second);
    await waitUntil('it to be taken', () => !listSpool(world).includes(`${uid}.exited`));
    expect(listRunning(world)).toEqual([uid]);
    expect(await world.list()).toMatchObject([ENDED]);
  },
);

verifies(
  'never-lost:exit',
  'an exit that is seen before the start was is the exit, and stays it',
  async () => {
    const { world, uid, path } = await startUntaken();
    letGo(world);
    await waitUntil('its last record', () => listSpool(world).includes(`${uid}.drained`), 20_000);

    // The start is delivered last of all.
    const started = readFileSync(path, 'utf8');
    hide(world, [`${uid}.started`, `${uid}.drained`]);
    expect(await world.list()).toMatchObject([ENDED]);
    await deliver(world, 'the supervisor that lives', { [`${uid}.started`]: started });
    await waitUntil('it to be taken', () => !existsSync(path));
    expect(await world.list()).toMatchObject([ENDED]);
    await deliver(world, 'the supervisor that lives', { [`${uid}.drained`]: '' });
    await untilNothingPending(world);
    expect(await world.list()).toMatchObject([ENDED]);
  },
);

verifies(
  'never-lost:exit',
  'a start that cannot be read costs neither the shell nor its exit',
  async () => {
    const { world } = await startUnreadable();
    letGo(world);
    expect(await world.json(['wait', 'bash_1'], 3)).toMatchObject([ENDED]);
    await untilNothingPending(world);
  },
);

verifies('never-lost:exit', 'a kill of a shell that stays "starting" counts as one', async () => {
  const { world } = await startUnreadable();
  expect(await world.kill('bash_1', '--grace', '200ms')).toMatchObject([{ survivors: [] }]);
  await untilNothingPending(world);
  expect(await world.list()).toMatchObject([{ status: 'killed', signal: 'SIGTERM' }]);
});

verifies(
  'never-lost:exit',
  'room for an exit record is kept for each shim, and removed where none needs it',
  async () => {
    const { world, uid } = await startWaiting();
    await world.killSupervisor({ withGuard: true });
    rmSync(join(world.home, 'running', uid));
    writeFileSync(spoolPath(world, `${UNKNOWN}.pending`), '');
    await world.claude(['supervisor', 'start']);
    expect(listSpool(world)).toEqual([`${uid}.pending`]);
    await endWell(world);
  },
);

verifies(
  'never-lost:exit',
  'no record is seen without the one that was dropped before it',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'claude-sessions-spool-'));
    const locations = { spool: directory } as Locations;
    const turn = new Int32Array(new SharedArrayBuffer(4));
    const shim = new Worker(DROP_TWO_RECORDS, { eval: true, workerData: { directory, turn } });
    try {
      for (let shell = 1; shell <= 500; shell += 1) {
        const uid = parseShellUid(`shell-run-${shell}`);
        writeFileSync(join(directory, 'exited'), '3 ');
        writeFileSync(join(directory, 'drained'), '');
        Atomics.store(turn, 0, shell);
        let kinds: string[] = [];
        while (!kinds.includes('drained'))
          kinds = readSpool(locations, uid).map(({ kind }) => kind);
        expect(kinds).toEqual(['exited', 'drained']);
      }
    } finally {
      await shim.terminate();
      rmSync(directory, { recursive: true });
    }
  },
);

/** Drops the two for one shell after the other, at some moment of the reader's look. */
const DROP_TWO_RECORDS = `
  const { renameSync } = require('node:fs');
  const { directory, turn } = require('node:worker_threads').workerData;
  for (let shell = 1; ; shell += 1) {
    while (Atomics.load(turn, 0) < shell);
    for (const until = performance.now() + Math.random() * 0.2; performance.now() < until; );
    renameSync(directory + '/exited', directory + '/shell-run-' + shell + '.exited');
    renameSync(directory + '/drained', directory + '/shell-run-' + shell + '.drained');
  }
`;

async function startWaiting() {
  const world = await createWorld();
  const { uid, pid } = await world.start(`${WAITS_FOR_GO}; exit 3`);
  const { shimPid } = await world.inspect('bash_1');
  if (pid === null || shimPid === null) throw new Error('it does not run');
  const started = `${pid} ${ticksOf(pid)} ${shimPid} ${ticksOf(shimPid)}\n`;
  return { world, uid, started };
}

/** A shell of which no supervisor has taken that it runs; none is left now. */
async function startUntaken() {
  const world = await createWorld();
  const supervisor = await startPausingSupervisor(world, 'start: forked');
  const client = startClaude(world, ['bash', '-b', '--', `${WAITS_FOR_GO}; exit 3`]);
  await supervisor.untilPaused();
  const uid = listRunning(world)[0] ?? '';
  const path = spoolPath(world, `${uid}.started`);
  await waitUntil('the shim to say that it runs', () => existsSync(path), 20_000);
  await client.kill();
  await supervisor.kill();
  return { world, uid, path };
}

/** A shell that runs, and is taken for one that is still being started. */
async function startUnreadable() {
  const { world, path } = await startUntaken();
  writeFileSync(path, 'abc');
  const [shell] = await world.list();
  expect(shell?.status).toBe('starting');
  return { world };
}

function ticksOf(pid: number): number {
  return readStat(pid)?.startTicks ?? 0;
}

/** Puts records into the spool, all at once for the one that is to see them. */
async function deliver(
  world: World,
  receiver: Receiver,
  records: Readonly<Record<string, string>>,
): Promise<void> {
  if (receiver === 'the next supervisor') await world.killSupervisor({ withGuard: true });
  for (const [name, text] of Object.entries(records)) writeFileSync(spoolPath(world, name), text);
  // Whoever is asked has started, or looked, before it answers.
  await world.list();
}

function hide(world: World, names: readonly string[]): void {
  for (const name of names) rmSync(spoolPath(world, name));
}

async function endWell(world: World, { isEmpty } = { isEmpty: true }): Promise<void> {
  expect(await world.list()).toMatchObject([{ status: 'running' }]);
  letGo(world);
  expect(await world.json(['wait', 'bash_1'], 3)).toMatchObject([ENDED]);
  if (isEmpty) await untilNothingPending(world);
  else await waitUntil('its running record to be gone', () => listRunning(world).length === 0);
}
