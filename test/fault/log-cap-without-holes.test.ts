import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect } from 'vitest';
import type { Context } from '../../src/operations/context.js';
import type { OutputSource, StartedShell } from '../../src/protocol/requests.js';
import { createWorldOn, whyNoMount } from '../support/file-system.js';
import { type Gate, gate } from '../support/gate.js';
import { contextOf, readOnce } from '../support/in-process.js';
import { expectTrue, numbered } from '../support/numbered-lines.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';
import { commandLine, killNow, type World } from '../support/world.js';

const MIB = 1024 ** 2;
const CAP = 8;
const WRITTEN = 24 * MIB;

const name = `on a file system without holes${whyNoMount === undefined ? '' : ` (${whyNoMount})`}`;

/** ramfs: fallocate(2) fails there with EOPNOTSUPP, and fallocate(1) says so. */
describe.skipIf(whyNoMount !== undefined)(name, () => {
  verifies(
    'disk:cap-without-holes',
    'the file is shortened, and its bytes keep their offsets',
    async () => {
      const { world, stay, shell, log } = await startWriting();
      const context = contextOf(world, shell);
      expect(await readUntilWritten(context, shell, log)).toBeLessThan(2 * CAP * MIB);
      await expectWholeTail(context, shell);
      expect(stateOf(writerOf(world))).not.toBe('T');
      await expectEnd(world, stay, log);
    },
  );

  for (const { moment, isNow } of [
    {
      moment: 'the writer has just been stopped',
      isNow: (tails: readonly string[]) =>
        tails.every((path) => (statSync(path, { throwIfNoEntry: false })?.size ?? 1) === 0),
    },
    {
      moment: 'the tail is being saved',
      isNow: (tails: readonly string[]) => tails.some((path) => path.endsWith('.tmp')),
    },
    {
      moment: 'the tail is being moved',
      isNow: (tails: readonly string[]) => tails.some((path) => /\.tail-\d+$/.test(path)),
    },
  ]) {
    verifies('disk:cap-without-holes', `the supervisor is killed while ${moment}`, async () => {
      const { world, stay, shell, log } = await startWriting();
      const { pid } = await world.supervisor();
      const guards = world.processesMatching('guard.sh');
      const writer = writerOf(world);
      // Nothing else runs in this process meanwhile: the moment is short.
      const deadline = Date.now() + 20_000;
      while (stateOf(writer) !== 'T' || !isNow(tailsOf(log)))
        expect(Date.now(), 'waited for the moment').toBeLessThan(deadline);
      process.kill(pid ?? 0, 'SIGSTOP');
      guards.forEach(killNow);
      killNow(pid ?? 0);
      expect(stateOf(writer), 'nobody lets it go on').toBe('T');
      await waitUntil(
        'the supervisor to be gone',
        () => world.processesMatching('supervisor.cjs').length === 0,
      );

      const context = contextOf(world, shell);
      await world.list(); // starts the next one
      await readUntilWritten(context, shell, log);
      await expectWholeTail(context, shell);
      await expectEnd(world, stay, log);
    });
  }
});

/** A shell that prints more than its cap, and then waits. */
async function startWriting() {
  const world = await createWorldOn({ type: 'ramfs' });
  const stay = gate(world);
  const shell = await world.start(
    `${numbered(0, WRITTEN)}; ${stay.wait}; echo end`,
    '--max-output',
    `${CAP}MB`,
  );
  const { log } = await world.inspect(shell.shellId);
  return { world, stay, shell, log };
}

/** Reads until all of it is written, every byte the right one. @returns The longest that the file was. */
async function readUntilWritten(
  context: Context,
  shell: StartedShell,
  log: string,
): Promise<number> {
  let highest = 0;
  await waitUntil(
    'the whole output',
    async () => {
      const { output, from, source } = await readOnce(context, shell, 30_000, {
        mode: { kind: 'peek' },
      });
      expectTrue(output, from);
      highest = Math.max(highest, statSync(log).size);
      return source.fileBase + statSync(log).size >= WRITTEN;
    },
    50_000,
  );
  return highest;
}

/** Its last line is the last, and nothing is left beside the log. */
async function expectEnd(world: World, stay: Gate, log: string): Promise<void> {
  stay.open();
  await world.claude(['wait', 'bash_1']);
  expect((await world.output('bash_1', '--tail', '1')).output).toBe('end\n');
  expect(readdirSync(dirname(log))).toEqual(['bash_1.log']);
}

/** Reads everything that is kept: as much as the cap promises, and each byte the right one. */
async function expectWholeTail(context: Context, shell: StartedShell): Promise<void> {
  const look = async (): Promise<OutputSource> =>
    context.supervisor.request('begin-read', {
      session: context.session,
      shell: shell.shellId,
      exclusive: false,
    });
  await waitUntil(
    'the log to be within its cap',
    async () => WRITTEN - (await look()).start <= CAP * MIB,
  );
  const { fileBase, start } = await look();
  expect(fileBase).toBeGreaterThan(0);
  expect(WRITTEN - start).toBeGreaterThanOrEqual(0.5 * CAP * MIB);
  const kept = await readOnce(context, shell, WRITTEN);
  expect([kept.from, kept.to, kept.droppedBytes]).toEqual([start, WRITTEN, start]);
  expectTrue(kept.output, kept.from);
}

/** What lies beside the log while it is shortened. */
function tailsOf(log: string): string[] {
  const directory = dirname(log);
  const names = readdirSync(directory).filter((file) => file.includes('.tail-'));
  return names.map((file) => join(directory, file));
}

function writerOf(world: World): number {
  const [writer] = world.processes().filter((pid) => commandLine(pid) === 'cat');
  if (writer === undefined) throw new Error('no writer runs');
  return writer;
}

function stateOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.charAt(stat.lastIndexOf(')') + 2);
}
