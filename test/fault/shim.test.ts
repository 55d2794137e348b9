import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { membersOf, parentOf, readStat } from '../support/read-proc.js';
import {
  forgetProcesses,
  letGo,
  untilNothingPending,
  WAITS_FOR_GO,
} from '../support/state-files.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld, isThere, killNow, type World } from '../support/world.js';

/** The processes that a shell consists of besides its command; see `templates/shim.sh`. */
interface Shim {
  readonly main: number;
  /** The subshell that waits for the command, and records its exit. */
  readonly recorder: number;
  /** The subshell that starts the writer again. */
  readonly writerLoop: number;
  /** `cat` */
  readonly writer: number;
}

interface Kill {
  readonly what: string;
  readonly pids: (shim: Shim) => readonly number[];
  /** How the shell must then end. The command itself exits with 3. */
  readonly ends: { readonly exitCode: number | null } & Readonly<Record<string, unknown>>;
}

const LOST: Kill['ends'] = {
  status: 'lost',
  exitCode: null,
  signal: null,
  lostReason: expect.stringContaining('its shim was killed') as unknown,
};

const KILLS: readonly Kill[] = [
  {
    what: 'its main process',
    pids: ({ main }) => [main],
    ends: { status: 'failed', exitCode: 3, signal: null },
  },
  { what: 'the subshell that records the exit', pids: ({ recorder }) => [recorder], ends: LOST },
  { what: 'main process and recorder', pids: ({ main, recorder }) => [main, recorder], ends: LOST },
  { what: 'all of it, writer included', pids: everything, ends: LOST },
];

describe.each(KILLS)('SIGKILL of a shim: $what', ({ what, pids, ends }) => {
  verifies(
    'never-invented',
    `${what}: running while the command lives, then as it must be`,
    async () => {
      const { world, pid } = await startWaiting();
      const killed = pids(await findShim(world));
      killed.forEach(killNow);
      await waitUntil('it to be gone', () => !killed.some(isThere));

      const runs = { shellId: 'bash_1', status: 'running', pid };
      expect(await world.list()).toMatchObject([runs]);
      await world.killSupervisor({ withGuard: true });
      expect(await world.list()).toMatchObject([runs]);

      letGo(world);
      await waitUntil('the command to end', () => !isThere(pid));
      const ended = await world.json<readonly object[]>(['wait', 'bash_1'], ends.exitCode ?? 1);
      expect(ended).toMatchObject([{ shellId: 'bash_1', ...ends }]);
      expect(await world.list()).toMatchObject([ends]);
      await untilNothingPending(world);
    },
  );

  verifies('never-invented', `${what}: an end that no supervisor sees is not made up`, async () => {
    const { world, pid } = await startWaiting();
    const killed = pids(await findShim(world));
    await world.killSupervisor({ withGuard: true });
    killed.forEach(killNow);
    letGo(world);
    await waitUntil('the command to end', () => !isThere(pid));
    const last = { shellId: 'bash_1', ...ends };
    await waitUntil(
      'its end to be found',
      async () => (await world.list())[0]?.status !== 'running',
    );
    expect(await world.list()).toMatchObject([last]);
    await untilNothingPending(world);
  });
});

verifies('never-lost:exit', 'a shim that is stopped records the exit when it goes on', async () => {
  const { world, pid } = await startWaiting();
  const { recorder } = await findShim(world);
  process.kill(recorder, 'SIGSTOP');
  letGo(world);
  await waitUntil('the command to end', () => !isThere(pid));
  // However long it takes: it can still say how the command ended.
  expect(await world.list()).toMatchObject([{ status: 'running' }]);
  process.kill(recorder, 'SIGCONT');
  expect(await world.json(['wait', 'bash_1'], 3)).toMatchObject([{ status: 'failed', pid }]);
  await untilNothingPending(world);
});

for (const when of ['while the command lives', 'once the command has ended'] as const) {
  verifies(
    'never-orphaned:start',
    `a shim that died with the supervisor right after the start is noticed ${when}`,
    async () => {
      const { world, pid } = await startWaiting();
      const { main } = await findShim(world);
      const { uid } = await world.inspect('bash_1');
      await world.killSupervisor({ withGuard: true });
      forgetProcesses(world, uid);
      killNow(main);
      await waitUntil('it to be gone', () => !isThere(main));
      if (when === 'while the command lives') await world.list();
      letGo(world);
      await waitUntil('the command to end', () => !isThere(pid));
      await world.list();
      await untilNothingPending(world);
      expect(await world.list()).toMatchObject([{ status: 'failed', exitCode: 3 }]);
    },
  );
}

verifies(
  'never-lost:exit',
  'an exit that is recorded after the shell was given up as lost is the exit',
  async () => {
    const { world, pid } = await startWaiting();
    const { main, recorder } = await findShim(world);
    process.kill(recorder, 'SIGSTOP');
    killNow(main);
    letGo(world);
    await waitUntil('the command to end', () => !isThere(pid));
    expect(await world.list()).toMatchObject([LOST]);
    process.kill(recorder, 'SIGCONT');
    await waitUntil(
      'the exit to be recorded',
      async () => (await world.inspect('bash_1')).status === 'failed',
    );
    expect(await world.list()).toMatchObject([{ status: 'failed', exitCode: 3 }]);
    await untilNothingPending(world);
  },
);

verifies(
  'never-invented',
  'a kill of a shell without its shim ends it, and invents no exit status',
  async () => {
    const { world, pid } = await startWaiting();
    everything(await findShim(world)).forEach(killNow);
    const [killed] = await world.kill('bash_1');
    expect(killed).toMatchObject({ status: 'lost', exitCode: null, survivors: [] });
    expect(isThere(pid)).toBe(false);
  },
);

verifies(
  'never-invented',
  'the end of a command without its shim is noticed with nobody looking',
  async () => {
    const { world, pid } = await startWaiting();
    const shim = everything(await findShim(world));
    shim.forEach(killNow);
    await waitUntil('it to be gone', () => !shim.some(isThere));
    letGo(world);
    await waitUntil('the command to end', () => !isThere(pid));
    await untilNothingPending(world);
    expect(await world.list()).toMatchObject([LOST]);
  },
);

verifies(
  'never-lost:writer',
  'a writer that is killed is replaced, the command goes on, the gap is told',
  async () => {
    const world = await createWorld();
    const { pid } = await world.start(`echo before; ${WAITS_FOR_GO}; seq 1 200000; echo after $?`);
    const log = await logOf(world);
    await waitUntil('the first line', () => readFileSync(log, 'utf8') === 'before\n');
    const { writer } = await findShim(world);
    killNow(writer);
    await waitUntil('the writer to be gone', () => !isThere(writer));
    // More than the pipe holds: it would be SIGPIPE for the command if nobody held the other end.
    letGo(world);

    const ended = await world.json(['wait', 'bash_1']);
    expect(ended).toMatchObject([{ status: 'completed', exitCode: 0, pid }]);
    await waitUntil('the last line', () => readFileSync(log, 'utf8').endsWith('\nafter 0\n'));
    await untilNothingPending(world);
    expect((await world.inspect('bash_1')).outputGapTime).not.toBeNull();
    const read = await world.claude(['output', 'bash_1', '--tail', '2']);
    expect(read.stdout).toBe('200000\nafter 0\n');
    expect(read.stderr).toMatch(/may be missing since .*writer killed/);
  },
);

verifies('never-lost:writer', 'no gap is told of where there was none', async () => {
  const world = await createWorld();
  await world.start('seq 1 20000; echo after');
  await world.json(['wait', 'bash_1']);
  await untilNothingPending(world);
  expect((await world.inspect('bash_1')).outputGapTime).toBeNull();
  const log = await logOf(world);
  expect(readFileSync(log, 'utf8').split('\n')).toHaveLength(20_002);
});

function everything({ main, recorder, writerLoop, writer }: Shim): readonly number[] {
  return [main, recorder, writerLoop, writer];
}

async function startWaiting(): Promise<{ world: World; pid: number }> {
  const world = await createWorld();
  const { pid } = await world.start(`${WAITS_FOR_GO}; exit 3`);
  if (pid === null) throw new Error('it does not run');
  return { world, pid };
}

async function findShim(world: World): Promise<Shim> {
  const { shimPid, pid } = await world.inspect('bash_1');
  if (shimPid === null || pid === null) throw new Error('it does not run');
  const writer = await waitUntil('the writer', () =>
    membersOf(shimPid).find((member) => readStat(member)?.name === 'cat'),
  );
  return { main: shimPid, recorder: parentOf(pid), writerLoop: parentOf(writer), writer };
}

async function logOf(world: World): Promise<string> {
  return (await world.inspect('bash_1')).log;
}
