import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import type { Message } from '../../src/domain/message.js';
import type { PausePoint } from '../../src/os/pause-point.js';
import { JournalWriter } from '../../src/store/append-messages.js';
import { encodeMessage } from '../../src/store/message-codec.js';
import { readJournal } from '../../src/store/read-journal.js';
import { recoverJournal } from '../../src/store/recover-journal.js';
import { bundle } from '../integration/os/bundle.js';
import { fixture } from '../integration/os/start-program.js';
import { createWorldOn, whyNoMount } from '../support/file-system.js';
import { isStopped } from '../support/read-proc.js';
import { recordSteps } from '../support/record-steps.js';
import { scratchDirectory } from '../support/scratch.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';

function messageOf(number: number, text = 'hello'): Message {
  return {
    uuid: `uuid-${number}`,
    parentUuid: number === 0 ? null : `uuid-${number - 1}`,
    timestamp: '2026-01-01T00:00:00.000Z',
    cwd: '/',
    role: 'user',
    content: [{ type: 'text', text }],
  };
}

const WHOLE = [0, 1, 2].map((number) => encodeMessage(messageOf(number)));
const TORN = `${WHOLE[0] ?? ''}{"uuid":"ha\0\0\n${WHOLE[2] ?? ''}`;

async function uuidsOf(path: string): Promise<string[]> {
  const uuids: string[] = [];
  for await (const part of readJournal(path))
    uuids.push(part.kind === 'message' ? part.message.uuid : 'lost');
  return uuids;
}

/** Runs a program that stops itself at `point`, and kills it there. */
async function killAt(point: PausePoint, program: string, ...args: string[]): Promise<void> {
  const child = spawn(process.execPath, [bundle(fixture(program)), ...args], {
    stdio: 'ignore',
    env: { ...process.env, CLAUDE_SESSIONS_PAUSE_AT: point },
  });
  const ended = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  await waitUntil(`it to come to "${point}"`, () => isStopped(child.pid ?? 0), 20_000);
  child.kill('SIGKILL');
  await ended;
}

for (const [point, isReplaced] of [
  ['recover: written', false],
  ['recover: kept aside', false],
  ['recover: replaced', true],
] as const) {
  verifies('torn:journal', `a recovery that is killed at "${point}"`, async () => {
    const path = join(scratchDirectory(), 'messages.jsonl');
    writeFileSync(path, TORN);
    await killAt(point, 'recover-journal.ts', path);
    const now = readFileSync(path, 'utf8');
    if (isReplaced) expect(await uuidsOf(path)).toEqual(['uuid-0', 'uuid-2']);
    else expect(now).toBe(TORN);

    await recoverJournal(path);
    expect(await uuidsOf(path)).toEqual(['uuid-0', 'uuid-2']);
    const names = readdirSync(join(path, '..'));
    const asides = names.filter((name) => name.includes('.damaged-'));
    expect(asides.length).toBeGreaterThan(0);
    for (const aside of asides) expect(readFileSync(join(path, '..', aside), 'utf8')).toBe(TORN);
    expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
}

verifies('torn:append', 'a writer that is killed before the sync', async () => {
  const path = join(scratchDirectory(), 'messages.jsonl');
  writeFileSync(path, WHOLE[0] ?? '');
  await killAt('append: written', 'append-message.ts', path, 'killed');
  await new JournalWriter(path).append(messageOf(1));
  expect((await uuidsOf(path)).filter((uuid) => uuid !== 'killed')).toEqual(['uuid-0', 'uuid-1']);
  expect(await uuidsOf(path)).not.toContain('lost');
});

verifies('torn:append', 'written once and synced, and the directory of a new one', async () => {
  const directory = scratchDirectory();
  const writer = new JournalWriter(join(directory, 'journal'));
  const append = async () => recordSteps(directory, async () => writer.append(messageOf(0)));
  expect(await append()).toEqual(['write journal', 'sync journal', 'sync directory']);
  expect(await append()).toEqual(['write journal', 'sync journal']);
});

verifies('torn:journal', 'the new one is whole before the old one is replaced', async () => {
  const directory = scratchDirectory();
  const path = join(directory, 'journal');
  writeFileSync(path, TORN);
  const steps = await recordSteps(directory, async () => recoverJournal(path));
  expect(steps.filter((step) => !step.startsWith('write'))).toEqual([
    'sync temporary',
    'link journal to aside',
    'sync directory',
    'rename temporary to journal',
    'sync directory',
  ]);
});

const fullDisk = `a full disk${whyNoMount === undefined ? '' : ` (${whyNoMount})`}`;
describe.skipIf(whyNoMount !== undefined)(fullDisk, () => {
  verifies('torn:append', 'a message that has no space is not there at all', async () => {
    const world = await createWorldOn({ type: 'tmpfs', size: '4m' });
    const path = join(world.project, 'messages.jsonl');
    const writer = new JournalWriter(path);
    await writer.append(messageOf(0));
    const before = readFileSync(path);
    const filler = join(world.project, 'filler');
    const { bavail, bsize } = statfsSync(world.project);
    writeFileSync(filler, Buffer.alloc(bavail * bsize - 64 * 1024));

    // There is space for a part of it: the write is cut short, then refused.
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const appending = writer.append(messageOf(1, 'x'.repeat(256 * 1024)));
      await expect(appending).rejects.toMatchObject({ code: 'DISK_FULL' });
      expect(readFileSync(path).equals(before)).toBe(true);
    }
    await writer.append(messageOf(1, 'a short one'));
    rmSync(filler);
    await writer.append(messageOf(2, 'x'.repeat(256 * 1024)));
    expect(await uuidsOf(path)).toEqual(['uuid-0', 'uuid-1', 'uuid-2']);
  });

  verifies('torn:journal', 'a recovery that has no space changes nothing', async () => {
    const world = await createWorldOn({ type: 'tmpfs', size: '4m' });
    const path = join(world.project, 'messages.jsonl');
    const torn = `${encodeMessage(messageOf(0, 'x'.repeat(1024 ** 2)))}${TORN}`;
    writeFileSync(path, torn);
    const { bavail, bsize } = statfsSync(world.project);
    writeFileSync(join(world.project, 'filler'), Buffer.alloc(bavail * bsize - 64 * 1024));
    await expect(recoverJournal(path)).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(readFileSync(path, 'utf8')).toBe(torn);
    const others = readdirSync(world.project).filter((name) => name.startsWith('messages.jsonl.'));
    expect(others).toEqual([]);
    expect(existsSync(path) && statSync(path).size).toBe(torn.length);
  });
});
