import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished } from 'vitest';
import { NoSessionHereError, SessionNotFoundError } from '../../src/domain/errors.js';
import { parseSessionId, parseShellId, parseShellUid, shellNumber } from '../../src/domain/ids.js';
import type { Manifest } from '../../src/domain/manifest.js';
import type { RunningRecord, Shell } from '../../src/domain/shell.js';
import {
  type Locations,
  locate,
  manifestPath,
  outputDirectory,
} from '../../src/store/locations.js';
import { encodeManifest } from '../../src/store/manifest-codec.js';
import { readManifest } from '../../src/store/manifest-file.js';
import { rebuildManifest } from '../../src/store/rebuild-manifest.js';
import { writeRunningRecord } from '../../src/store/running-records.js';
import { SessionStore } from '../../src/store/session-store.js';
import { verifies } from '../support/verifies.js';

const SESSION = parseSessionId('torn');
const NOW = Date.parse('2026-01-02T03:04:05Z');
const OUTPUT = { position: 12_345, start: 678, fileBase: 0, maxBytes: 1_048_576 };
const PROCESS = { pid: 4242, startTicks: 99, bootId: 'boot' };
const SHIM = { pid: 4241, startTicks: 98, bootId: 'boot' };

const running: Shell = {
  id: parseShellId('bash_2'),
  uid: parseShellUid('22222222-aaaa'),
  command: 'sleep "6\n00" # é',
  cwd: '/srv',
  interpreter: '/bin/bash',
  state: { status: 'running', startedAt: NOW, process: PROCESS, shim: SHIM },
  output: OUTPUT,
  pastRuns: [],
  runs: 1,
};
const ended: Shell = {
  ...running,
  id: parseShellId('bash_1'),
  uid: parseShellUid('11111111-aaaa'),
  name: 'web',
  state: {
    status: 'failed',
    startedAt: NOW,
    endedAt: NOW,
    pid: 1,
    shimPid: 2,
    exit: { exitCode: 3 },
  },
};
const manifest: Manifest = {
  sessionId: SESSION,
  startTime: new Date(NOW).toISOString(),
  lastActive: new Date(NOW).toISOString(),
  directory: '/srv',
  cwd: '/srv/app',
  environment: { set: { PORT: '8080' }, unset: ['DEBUG'] },
  nextShell: 7,
  shells: new Map([ended, running].map((shell) => [shell.id, shell])),
  title: 'a title',
  fileContext: { read: ['a.txt'], later: true },
  unknownFields: { later: [1, { deep: true }] },
};
const WHOLE = Buffer.from(encodeManifest(manifest));

const record: RunningRecord = {
  uid: running.uid,
  shellId: running.id,
  sessionIds: [SESSION],
  command: running.command,
  cwd: running.cwd,
  interpreter: running.interpreter,
  startedAt: NOW,
  bootId: 'boot',
  processes: { process: PROCESS, shim: SHIM },
};

/** A session of one ended and one running shell, both with a log; no process is needed. */
function createSession(): { locations: Locations; path: string } {
  const home = mkdtempSync(join(tmpdir(), 'claude-sessions-torn-'));
  onTestFinished(() => {
    rmSync(home, { recursive: true, force: true });
  });
  const locations = locate(home);
  const output = outputDirectory(locations, SESSION);
  mkdirSync(output, { recursive: true });
  mkdirSync(locations.running);
  writeFileSync(join(output, 'bash_1.log'), 'one\n');
  writeFileSync(join(output, 'bash_2.log'), 'two\n');
  writeRunningRecord(locations, record);
  return { locations, path: manifestPath(locations, SESSION) };
}

function copiesOf(path: string): string[] {
  return readdirSync(join(path, '..')).filter((name) => name.includes('.damaged-'));
}

/** What has to be true of whatever is made of a damaged manifest. */
async function expectRecovered(
  locations: Locations,
  path: string,
  torn: Buffer,
): Promise<Manifest> {
  writeFileSync(path, torn);
  const read = await readManifest(path, SESSION);
  expect(readFileSync(path).equals(torn), 'reading changes nothing').toBe(true);
  if (read === undefined) throw new Error('it is there');
  if (read.problems.length === 0) {
    expect(read.keptAside).toBeUndefined();
    return read.manifest;
  }
  expect(readFileSync(read.keptAside ?? '').equals(torn), 'kept aside byte for byte').toBe(true);
  rmSync(read.keptAside ?? '');
  const { manifest: rebuilt, notices } = rebuildManifest(locations, SESSION, read);
  expect(notices.join(' ')).toContain(read.keptAside);
  expect([...rebuilt.shells.keys()].sort()).toEqual(['bash_1', 'bash_2']);
  expect(rebuilt.shells.get(running.id)?.state).toMatchObject({
    status: 'running',
    process: PROCESS,
  });
  expect(rebuilt.nextShell).toBeGreaterThan(
    Math.max(...[...rebuilt.shells.keys()].map(shellNumber)),
  );
  return rebuilt;
}

verifies(
  'torn:manifest',
  'cut off at any byte',
  async () => {
    const { locations, path } = createSession();
    for (let length = 0; length < WHOLE.length; length += 1) {
      const recovered = await expectRecovered(locations, path, WHOLE.subarray(0, length));
      // Never a half value, such as 12 for 12345: what was on a whole line, or nothing.
      const { command, output } = recovered.shells.get(running.id) ?? running;
      expect(command).toBe(running.command);
      expect([OUTPUT.position, 0], `at byte ${length}`).toContain(output.position);
      expect([manifest.nextShell, 3]).toContain(recovered.nextShell);
      expect(['/srv', '/']).toContain(recovered.directory);
    }
  },
  60_000,
);

verifies(
  'torn:manifest',
  'with a part of it made NULs, from any byte on',
  async () => {
    const { locations, path } = createSession();
    for (let begin = 0; begin < WHOLE.length; begin += 7) {
      const torn = Buffer.from(WHOLE).fill(0, begin);
      const { nextShell } = await expectRecovered(locations, path, torn);
      expect(nextShell).toBeGreaterThanOrEqual(3);
    }
  },
  60_000,
);

verifies('torn:manifest', 'of anything else', async () => {
  const { locations, path } = createSession();
  const texts = [
    '',
    ' ',
    '\n',
    '{',
    '}',
    '[]',
    'null',
    '7',
    '"text"',
    '{}',
    '{"schema":1}',
    'not json at all',
  ];
  const odd = [
    '{"schema":"1"}',
    '{"schema":-1}',
    '{"schema":1,"backgroundTasks":[]}',
    '{"schema":1,"backgroundTasks":{"__proto__":{},"../x":{},"bash_1":null,"bash_0":{},"bash_99":{"uid":"x"}}}',
    '{"schema":1,"nextShell":-3,"directory":"relative","environment":[],"startTime":"yesterday"}',
    `{"schema":1,"nextShell":1e300}`,
    '['.repeat(50_000),
  ];
  for (const text of [...texts, ...odd]) await expectRecovered(locations, path, Buffer.from(text));
});

verifies(
  'torn:manifest',
  'with random bytes changed',
  async () => {
    const { locations, path } = createSession();
    const flip = fc.tuple(fc.nat(WHOLE.length - 1), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(flip, { minLength: 1, maxLength: 6 }), async (flips) => {
        const torn = Buffer.from(WHOLE);
        for (const [at, byte] of flips) torn[at] = byte;
        // A digit that became another is a good manifest, and a higher form is none of ours.
        fc.pre(!/"schema": *[2-9]|"schema": *\d{2}/.test(torn.toString('latin1')));
        writeFileSync(path, torn);
        const read = await readManifest(path, SESSION);
        if (read === undefined) throw new Error('it is there');
        if (read.problems.length > 0) {
          expect(readFileSync(read.keptAside ?? '').equals(torn)).toBe(true);
          rmSync(read.keptAside ?? '');
        }
        const { manifest: rebuilt } = rebuildManifest(locations, SESSION, read);
        expect(rebuilt.shells.has(running.id)).toBe(true);
        expect(rebuilt.nextShell).toBeGreaterThan(2);
        encodeManifest(rebuilt);
      }),
      { numRuns: 300 },
    );
  },
  60_000,
);

verifies('torn:manifest', 'where the record of what runs is damaged too', async () => {
  const { locations, path } = createSession();
  const recordPath = join(locations.running, running.uid);
  const whole = readFileSync(recordPath);
  for (let length = 0; length < whole.length - 1; length += 1) {
    writeFileSync(recordPath, whole.subarray(0, length));
    writeFileSync(path, WHOLE.subarray(0, 100));
    const read = await readManifest(path, SESSION);
    rmSync(read?.keptAside ?? '');
    const { manifest: rebuilt, notices } = rebuildManifest(locations, SESSION, read);
    expect(rebuilt.shells.get(running.id)?.state.status).toBe('lost');
    expect(notices.join(' ')).toContain('Only the output is left of: bash_1, bash_2.');
  }
  for (const odd of [
    '{}',
    'null',
    '[]',
    '{"sessionIds":"torn","shellId":"bash_2"}',
    '{"sessionIds":["torn"],"shellId":"../x"}',
  ]) {
    writeFileSync(recordPath, odd);
    writeFileSync(path, '');
    const read = await readManifest(path, SESSION);
    rmSync(read?.keptAside ?? '');
    expect(rebuildManifest(locations, SESSION, read).manifest.shells.size).toBe(2);
  }
});

verifies('torn:manifest', 'a whole one that would give an id a second time', async () => {
  const { path } = createSession();
  const value = JSON.parse(WHOLE.toString()) as object;
  writeFileSync(path, JSON.stringify({ ...value, nextShell: 1 }));
  expect((await readManifest(path, SESSION))?.manifest.nextShell).toBe(3);
});

verifies('torn:newer', 'a later form is left as it is', async () => {
  const { path } = createSession();
  const newer = '{"schema": 2, "backgroundTasks": "who knows"}';
  writeFileSync(path, newer);
  await expect(readManifest(path, SESSION)).rejects.toMatchObject({ code: 'MANIFEST_TOO_NEW' });
  expect(readFileSync(path, 'utf8')).toBe(newer);
  expect(copiesOf(path)).toEqual([]);
});

verifies('torn:unknown-fields', 'come through a write unchanged, at every level', async () => {
  const { locations, path } = createSession();
  const value = JSON.parse(WHOLE.toString()) as { backgroundTasks: Record<string, object> };
  const task = { ...value.backgroundTasks['bash_1'], fromLater: { kept: [1, 2] } };
  const before = {
    ...value,
    environment: { set: {}, unset: [], fromLater: true },
    backgroundTasks: { ...value.backgroundTasks, bash_1: task },
  };
  writeFileSync(path, JSON.stringify(before));
  const session = await storeOf(locations).find(SESSION);
  await session.update((current) => ({ ...current, nextShell: 8 }));
  const after = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  expect(after).toEqual({ ...before, nextShell: 8 });
});

verifies(
  'private:links',
  'a manifest that became a link is neither read nor written through',
  async () => {
    const { locations, path } = createSession();
    const elsewhere = join(locations.state, 'elsewhere');
    writeFileSync(elsewhere, WHOLE);
    symlinkSync(elsewhere, path);
    const session = await storeOf(locations).find(SESSION);
    expect(session.manifest.directory, 'it was not read').toBe(record.cwd);
    await session.update((current) => ({ ...current, nextShell: 50 }));
    expect(readFileSync(elsewhere).equals(WHOLE)).toBe(true);
    expect(lstatSync(path).isFile()).toBe(true);
    const told = session.takeNotices().join(' ');
    for (const named of /kept in (\S+)\./.exec(told)?.slice(1) ?? [])
      expect(existsSync(named), `${named} is there, as was told`).toBe(true);
    expect(session.manifest.nextShell).toBe(50);
  },
);

verifies(
  'torn:manifest',
  'the session of a manifest that tells no directory is where its shells were started',
  async () => {
    const { locations, path } = createSession();
    for (const torn of ['', '{"nextShell": 9}', WHOLE.toString().replace('"/srv",', '7,')]) {
      writeFileSync(path, torn);
      const { manifest: found } = await storeOf(locations).find(SESSION);
      expect(['/srv', '/srv/app']).toContain(found.directory);
    }
  },
);

verifies(
  'torn:manifest',
  'a session of which only output is left is the latest of no project',
  async () => {
    const { locations, path } = createSession();
    rmSync(join(locations.running, record.uid));
    for (const isGone of [true, false]) {
      rmSync(path, { force: true });
      if (!isGone) writeFileSync(path, 'garbage');
      const store = storeOf(locations);
      await expect(store.findLatest('/'), 'no index yet').rejects.toThrow(NoSessionHereError);
      const session = await store.find(SESSION);
      expect([...session.manifest.shells.keys()]).toEqual(['bash_1', 'bash_2']);
      store.noteActivity(session);
      await expect(store.findLatest('/')).rejects.toThrow(NoSessionHereError);
      rmSync(locations.projects, { recursive: true });
    }
  },
);

verifies(
  'torn:manifest',
  'a folder that was only just made for a session is none, and is made anew',
  async () => {
    for (const names of [[], ['output'], ['output', 'manifest.json.0b9c.tmp']]) {
      const { locations, path } = createSession();
      const id = parseSessionId('half-made');
      const folder = join(path, '../..', id);
      mkdirSync(folder);
      for (const name of names) {
        if (name === 'output') mkdirSync(join(folder, name));
        else writeFileSync(join(folder, name), '{');
      }
      const store = storeOf(locations);
      await expect(store.find(id)).rejects.toThrow(SessionNotFoundError);
      const made = await store.findOrCreate(id, '/srv');
      expect(made.manifest).toMatchObject({ directory: '/srv', nextShell: 1 });
      expect(made.takeNotices()).toEqual([]);
    }
  },
);

verifies(
  'torn:manifest',
  'a folder without a manifest that holds anything is not taken for one just made',
  async () => {
    for (const name of ['output/bash_1.log', 'messages.jsonl', 'manifest.json.damaged-2026']) {
      const { locations, path } = createSession();
      const id = parseSessionId('used');
      const file = join(path, '../..', id, name);
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, 'kept');
      expect((await storeOf(locations).find(id)).id).toBe(id);
      expect(readFileSync(file, 'utf8')).toBe('kept');
    }
  },
);

function storeOf(locations: Locations): SessionStore {
  return new SessionStore(locations, { isInUse: () => true, onOpened: () => undefined });
}
