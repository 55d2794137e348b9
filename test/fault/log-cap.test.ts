import { statSync } from 'node:fs';
import { describe, expect } from 'vitest';
import type { StartedShell } from '../../src/protocol/requests.js';
import { gate } from '../support/gate.js';
import { contextOf, readOnce } from '../support/in-process.js';
import { expectTrue, numbered } from '../support/numbered-lines.js';
import { startClaude, untilStopped } from '../support/running-claude.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld, killNow, type World } from '../support/world.js';

const MIB = 1024 ** 2;
const CAP = ['--max-output', '1MB'];
async function untilWritten(log: string, bytes: number): Promise<void> {
  await waitUntil(`${bytes} bytes in the log`, () => statSync(log).size >= bytes, 30_000);
}

async function untilWithinCap(log: string): Promise<void> {
  const limit = MIB + 64 * 1024; // whole blocks
  await waitUntil(
    'the log to be within its cap',
    () => statSync(log).blocks * 512 <= limit,
    20_000,
  );
}

async function logOf(world: World, { shellId }: StartedShell): Promise<string> {
  return (await world.inspect(shellId)).log;
}

describe('a log over its cap', () => {
  verifies('disk:cap', 'drops the oldest, says how much, and keeps its offsets', async () => {
    const world = await createWorld();
    const go = gate(world);
    const stay = gate(world, 'stay');
    const written = 48 * MIB;
    const shell = await world.start(
      `${numbered(0, written)}; ${go.wait}; ${numbered(written, written + MIB)}; ${stay.wait}`,
      ...CAP,
    );
    const log = await logOf(world, shell);
    const context = contextOf(world, shell);
    const highest = { bytes: 0 };
    let reads = 0;
    // A reader that never moves on, while the beginning goes away under it.
    await waitUntil(
      'the whole output',
      async () => {
        const { size, blocks } = statSync(log);
        highest.bytes = Math.max(highest.bytes, blocks * 512);
        const { output, from } = await readOnce(context, shell, 30_000, { mode: { kind: 'peek' } });
        expectTrue(output, from);
        reads += 1;
        return size === written;
      },
      40_000,
    );
    expect(reads).toBeGreaterThan(5);
    expect(highest.bytes).toBeLessThan(24 * MIB);
    await untilWithinCap(log);

    const [view] = await world.list();
    expect(view).toMatchObject({ outputBytes: written, outputPosition: 0 });
    const dropped = view?.droppedBytes ?? 0;
    expect(dropped).toBeGreaterThan(written - MIB);
    expect(view?.unreadBytes).toBe(written - dropped);
    const first = await world.claude(['output', shell.shellId, '--max-bytes', '100000']);
    expect(first.stderr).toMatch(/\[\d+(\.\d+)? MB before this were dropped/);
    expectTrue(Buffer.from(first.stdout), dropped);
    const next = await world.output(shell.shellId, '--max-bytes', '2000000');
    expect(next).toMatchObject({ from: dropped + 100_000, to: written, droppedBytes: 0 });
    expectTrue(Buffer.from(next.output), next.from);
    const again = await world.output(shell.shellId, '--from-start', '--max-bytes', '2000000');
    expect(again).toMatchObject({ from: dropped, droppedBytes: dropped, to: written });

    go.open();
    await untilWritten(log, written + MIB);
    await untilWithinCap(log);
    const last = await world.output(shell.shellId, '--max-bytes', '2000000');
    expect(last.to).toBe(written + MIB);
    expectTrue(Buffer.from(last.output), last.from);
    expect(last.droppedBytes).toBe(last.from - written);
    stay.open();
  });

  verifies('disk:cap', 'what goes away while it is read is not shown as NULs', async () => {
    const world = await createWorld();
    const go = gate(world);
    const stay = gate(world, 'stay');
    const shell = await world.start(
      `${numbered(0, MIB / 2)}; ${go.wait}; ${numbered(MIB / 2, 8 * MIB)}; ${stay.wait}`,
      ...CAP,
    );
    const log = await logOf(world, shell);
    await untilWritten(log, MIB / 2);
    const context = contextOf(world, shell);
    // Between being told where the output lies and reading it, all of it is dropped.
    const { supervisor } = context;
    const request = supervisor.request.bind(supervisor);
    let looks = 0;
    supervisor.request = async (...asked) => {
      const answer = await request(...asked);
      looks += 1;
      if (looks === 1) {
        go.open();
        await untilWritten(log, 8 * MIB);
        await untilWithinCap(log);
      }
      return answer;
    };
    const read = await readOnce(context, shell, 30_000);
    expect(looks).toBeGreaterThan(2);
    // Where it starts now depends on the moment of the last trim.
    expect(read.from).toBeGreaterThan(6 * MIB);
    expect(read.droppedBytes).toBe(read.from);
    expectTrue(read.output, read.from);
    stay.open();
  });

  verifies('disk:cap', 'is cut after a crash of the supervisor, with no client there', async () => {
    const world = await createWorld();
    const go = gate(world);
    const stay = gate(world, 'stay');
    const shell = await world.start(`${go.wait}; ${numbered(0, 8 * MIB)}; ${stay.wait}`, ...CAP);
    const log = await logOf(world, shell);
    await world.killSupervisor({ withGuard: false });
    go.open();
    await untilWritten(log, 8 * MIB);
    await untilWithinCap(log);
    const read = await world.output(shell.shellId, '--max-bytes', '2000000');
    expect(read.to).toBe(8 * MIB);
    expect(read.from).toBe(read.droppedBytes);
    expectTrue(Buffer.from(read.output), read.from);
    stay.open();
  });

  verifies('disk:cap', 'a crash between the record and the hole leaves both true', async () => {
    const world = await createWorld();
    const go = gate(world);
    const stay = gate(world, 'stay');
    // The first supervisor of this world stops itself before it punches its first hole.
    const supervisor = startClaude(world, ['supervisor', 'start'], {
      CLAUDE_SESSIONS_PAUSE_AT: 'trim: start published',
    });
    expect(await supervisor.ended).toBe(0);
    const { pid } = await world.supervisor();
    const shell = await world.start(
      `${numbered(0, 4 * MIB)}; ${go.wait}; ${numbered(4 * MIB, 6 * MIB)}; ${stay.wait}`,
      ...CAP,
    );
    await untilStopped(pid ?? 0);
    const log = `${world.home}/sessions/${shell.sessionId}/output/${shell.shellId}.log`;
    await untilWritten(log, 4 * MIB);
    expect(statSync(log).blocks * 512, 'nothing is punched yet').toBeGreaterThanOrEqual(4 * MIB);
    world.processesMatching('guard.sh').forEach(killNow);
    killNow(pid ?? 0);
    await waitUntil('it to be gone', () => world.processesMatching('supervisor.cjs').length === 0);

    const read = await world.output(shell.shellId, '--peek', '--max-bytes', '30000');
    expect(read.from).toBe(read.droppedBytes);
    expectTrue(Buffer.from(read.output), read.from);
    go.open();
    await untilWritten(log, 6 * MIB);
    await untilWithinCap(log);
    const rest = await world.output(shell.shellId, '--max-bytes', '2000000');
    expect(rest.to).toBe(6 * MIB);
    expectTrue(Buffer.from(rest.output), rest.from);
    stay.open();
  });
});
