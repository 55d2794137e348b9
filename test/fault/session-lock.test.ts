import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { exitCodeFor } from '../../src/domain/exit-codes.js';
import { parseSessionId } from '../../src/domain/ids.js';
import { JournalWriter } from '../../src/store/append-messages.js';
import {
  journalPath,
  type Locations,
  locate,
  sessionDirectory,
  sessionHolderPath,
  sessionLockPath,
} from '../../src/store/locations.js';
import { readJournal } from '../../src/store/read-journal.js';
import { lockSession, readSessionHolder } from '../../src/store/session-lock.js';
import { bundle } from '../integration/os/bundle.js';
import { fixture, startProgram } from '../integration/os/start-program.js';
import { scratchDirectory } from '../support/scratch.js';
import { verifies } from '../support/verifies.js';

const SESSION = parseSessionId('project-main');
const MESSAGE = {
  uuid: 'one',
  parentUuid: null,
  timestamp: '2026-01-01T00:00:00.000Z',
  cwd: '/',
  role: 'user',
  content: [{ type: 'text', text: 'hello' }],
} as const;

function createSession(): { home: string; locations: Locations } {
  const home = scratchDirectory();
  const locations = locate(home);
  mkdirSync(sessionDirectory(locations, SESSION), { recursive: true });
  return { home, locations };
}

async function hold(home: string) {
  return startProgram(process.execPath, [bundle(fixture('hold-session.ts')), home, SESSION]);
}

verifies(
  'session:one-writer',
  'two hundred openers at once, and a holder that is killed',
  async () => {
    const { home, locations } = createSession();
    const held = await hold(home);
    const program = bundle(fixture('open-session.ts'));
    const processes = Array.from({ length: 8 }, (_, index) => {
      const child = spawn(process.execPath, [program, home, SESSION, `opener-${index}`, '25'], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      const refused = once(child.stdout, 'data');
      return { ended: once(child, 'exit'), refused, stderr: child.stderr.toArray() };
    });
    await Promise.all(processes.map(async ({ refused }) => refused));
    await held.end();
    for (const { ended, stderr } of processes) {
      const [code] = (await ended) as [number];
      expect(code, Buffer.concat((await stderr) as Buffer[]).toString()).toBe(0);
    }
    const uuids: string[] = [];
    for await (const part of readJournal(journalPath(locations, SESSION))) {
      expect(part).toMatchObject({ kind: 'message', mended: [] });
      if (part.kind === 'message') uuids.push(part.message.uuid);
    }
    expect(uuids).toHaveLength(200);
    expect(new Set(uuids).size).toBe(200);
  },
  120_000,
);

verifies('session:one-writer', 'the second opener is told who holds it', async () => {
  const { home, locations } = createSession();
  const held = await hold(home);
  const holder = readSessionHolder(locations, SESSION);
  expect(holder).toMatchObject({ pid: held.pid, tty: null, hostname: hostname() });
  const second = lockSession(locations, SESSION, () => undefined);
  await expect(second).rejects.toMatchObject({
    code: 'SESSION_IN_USE',
    message: `Session ${SESSION} is open in process ${held.pid} since ${holder?.since ?? ''}.`,
    hint: expect.stringContaining(`claude --resume ${SESSION}`) as string,
  });
  expect(exitCodeFor('SESSION_IN_USE')).toBe(4);

  await held.end();
  const lock = await lockSession(locations, SESSION, () => undefined);
  await lock.release();
  expect(readSessionHolder(locations, SESSION)).toBeUndefined();
});

verifies('session:one-writer', 'one in this very process counts too', async () => {
  const { locations } = createSession();
  const first = await lockSession(locations, SESSION, () => undefined);
  const second = lockSession(locations, SESSION, () => undefined);
  await expect(second).rejects.toMatchObject({ code: 'SESSION_IN_USE' });
  await first.release();
  await (await lockSession(locations, SESSION, () => undefined)).release();
});

verifies(
  'session:one-writer',
  'a holder on another machine holds it while its heart beats',
  async () => {
    const { locations } = createSession();
    const record = { pid: 1, startTicks: 1, bootId: 'other', token: 't', hostname: 'elsewhere' };
    const since = new Date().toISOString();
    writeFileSync(sessionHolderPath(locations, SESSION), JSON.stringify({ ...record, since }));
    mkdirSync(sessionLockPath(locations, SESSION));
    const second = lockSession(locations, SESSION, () => undefined);
    await expect(second).rejects.toMatchObject({
      code: 'SESSION_IN_USE',
      message: expect.stringContaining('process 1 (on elsewhere)') as string,
    });
    rmSync(sessionLockPath(locations, SESSION), { recursive: true });
    await (await lockSession(locations, SESSION, () => undefined)).release();
  },
);

verifies('session:one-writer', 'whom another has replaced writes nothing more', async () => {
  const { locations } = createSession();
  const lost: string[] = [];
  const lock = await lockSession(locations, SESSION, (error) => lost.push(error.code));
  const writer = new JournalWriter(journalPath(locations, SESSION), lock.checkHeld);
  await writer.append(MESSAGE);
  const before = readFileSync(journalPath(locations, SESSION));
  const holder = { ...lock.holder, token: 'another', pid: 4242 };
  writeFileSync(sessionHolderPath(locations, SESSION), JSON.stringify(holder));

  await expect(writer.append({ ...MESSAGE, uuid: 'two' })).rejects.toMatchObject({
    code: 'SESSION_TAKEN',
    message: expect.stringContaining('4242') as string,
  });
  await expect(writer.append({ ...MESSAGE, uuid: 'three' })).rejects.toThrow();
  expect(lost).toEqual(['SESSION_TAKEN']);
  expect(readFileSync(journalPath(locations, SESSION)).equals(before)).toBe(true);
  await lock.release();
  expect(readSessionHolder(locations, SESSION)?.token, 'the other one’s record stays').toBe(
    'another',
  );
});

verifies('session:one-writer', 'a holder that slept notices with its heartbeat', async () => {
  const { locations } = createSession();
  let onLost: (code: string) => void = () => undefined;
  const lost = new Promise<string>((resolve) => (onLost = resolve));
  await lockSession(locations, SESSION, (error) => {
    onLost(error.code);
  });
  // As another machine does that saw no heartbeat: the lock is taken away, and made anew.
  rmSync(sessionLockPath(locations, SESSION), { recursive: true });
  mkdirSync(sessionLockPath(locations, SESSION));
  const alive = setInterval(() => undefined, 1_000);
  expect(await lost).toBe('SESSION_TAKEN');
  clearInterval(alive);
});

test('a session without a folder', async () => {
  const locations = locate(scratchDirectory());
  const opening = lockSession(locations, SESSION, () => undefined);
  await expect(opening).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' });
});
