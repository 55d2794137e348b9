import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Diagnosis } from '../../src/operations/diagnose.js';
import { FakePrograms, LOGINCTL, SYSTEMCTL } from '../support/fake-programs.js';
import { createWorld, PROGRAM, type World } from '../support/world.js';

/** A world in which one shell has ended, and no supervisor runs. */
async function withSession(): Promise<{ world: World; session: string; manifest: string }> {
  const world = await createWorld();
  const { sessionId } = await world.start('echo hello');
  await world.claude(['wait', 'bash_1']);
  await world.json(['supervisor', 'stop']);
  const session = join(world.home, 'sessions', sessionId);
  return { world, session, manifest: join(session, 'manifest.json') };
}

async function diagnose(world: World, exitCode: number, env = {}): Promise<Diagnosis> {
  return world.json<Diagnosis>(['doctor'], exitCode, { env });
}

/** The findings that are not in order, by their ids. */
function troubles({ checks }: Diagnosis): Record<string, string> {
  const bad = checks.filter(({ status }) => status !== 'ok');
  for (const { remedy } of bad) expect(remedy).toMatch(/\w/);
  return Object.fromEntries(bad.map(({ id, status }) => [id, status]));
}

/** Everything below the state directory, with what would show a change. */
function snapshot({ home }: World): unknown[] {
  return readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('cache')) // compiled code, of every command
    .map((name) => [name, lstatSync(join(home, name))] as const)
    .map(([name, { mode, size, mtimeMs }]) => ({
      name,
      mode,
      size,
      // The trial of holes makes a file in the state directory, and removes it.
      mtimeMs: name === '' ? 0 : mtimeMs,
    }));
}

describe('claude doctor', () => {
  test('finds nothing wrong where nothing was started, and makes nothing', async () => {
    const world = await createWorld();
    const diagnosis = await diagnose(world, 0);
    expect(diagnosis.ok).toBe(true);
    expect(troubles(diagnosis)).toEqual({});
    expect(readdirSync(dirname(world.home)).sort()).toEqual(['home', 'project']);
  });

  test('finds nothing wrong while a shell runs', async () => {
    const world = await createWorld();
    await world.start('exec sleep 1000');
    expect(troubles(await diagnose(world, 0))).toEqual({});
    const { stdout } = await world.claude(['doctor']);
    expect(stdout).toMatch(/^✓ directories +\d+ directories/);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toMatch(/✓ supervisor +Runs, pid \d+/);
  });

  test('repairs nothing, and starts no supervisor', async () => {
    const { world, manifest } = await withSession();
    writeFileSync(manifest, readFileSync(manifest, 'utf8').slice(0, 100));
    chmodSync(join(world.home, 'spool'), 0o755);
    const before = snapshot(world);
    expect(troubles(await diagnose(world, 1))).toEqual({
      manifests: 'error',
      directories: 'warning',
    });
    expect(snapshot(world)).toEqual(before);
    expect((await world.supervisor()).running).toBe(false);
    await world.list(); // recovers it, which leaves the damaged one beside it
    expect(troubles(await diagnose(world, 0))).toEqual({});
  });

  test('names what is damaged, too new, gone, left behind, a link, or open to others', async () => {
    const { world, session, manifest } = await withSession();
    const sibling = (name: string): string => {
      const path = join(dirname(session), name);
      cpSync(session, path, { recursive: true });
      return join(path, 'manifest.json');
    };
    writeFileSync(sibling('newer'), JSON.stringify({ schema: 99 }));
    rmSync(sibling('nameless'));
    const linked = sibling('linked');
    rmSync(linked);
    symlinkSync(manifest, linked);
    rmSync(join(session, 'output/bash_1.log'));
    chmodSync(manifest, 0o644);
    const left = join(world.home, 'spool', '11111111-old.exited');
    writeFileSync(left, '0');
    const old = Date.now() / 1000 - 2 * 24 * 3600;
    utimesSync(left, old, old);
    writeFileSync(join(world.home, 'settings.json'), '{"kill.grace": "soon"}');

    const diagnosis = await diagnose(world, 1);
    expect(diagnosis.ok).toBe(false);
    expect(troubles(diagnosis)).toEqual({
      manifests: 'error',
      logs: 'warning',
      spool: 'warning',
      permissions: 'error',
      settings: 'error',
    });
    const messages = diagnosis.checks.map(({ message }) => message).join('\n');
    expect(messages).toContain(
      'Damaged: linked. Without a record: nameless. Of a newer release: newer.',
    );
    expect(messages).toContain('11111111-old.exited');
    const { stdout, exitCode } = await world.claude(['doctor']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^✗ settings .*\n {4}\S/m);
    rmSync(join(world.home, 'settings.json'));
  });

  test('tells of a supervisor that is gone, though shells live', async () => {
    const world = await createWorld();
    await world.start('exec sleep 1000');
    await world.killSupervisor({ withGuard: true });
    const diagnosis = await diagnose(world, 0);
    expect(troubles(diagnosis)).toEqual({ supervisor: 'warning' });
    expect((await world.supervisor()).running).toBe(false);
  });

  test('leaves a supervisor of an older release in its place', async () => {
    const { world } = await withSession();
    const asked: string[] = [];
    const server = createServer((socket) => {
      socket.on('data', (data: Buffer) => {
        const { id, method } = JSON.parse(data.toString()) as { id: number; method: string };
        asked.push(method);
        const result = { pid: process.pid, version: '0.0.1' };
        socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`);
      });
    }).listen(join(world.home, 'runtime/supervisor.sock'));
    onTestFinished(() => void server.close());
    const diagnosis = await diagnose(world, 0);
    expect(asked).toEqual(['status']);
    expect(troubles(diagnosis)).toEqual({ supervisor: 'warning' });
    expect(JSON.stringify(diagnosis)).toContain('release 0.0.1');
  });

  test('tells where a missing program or a logout would end things', async () => {
    const { world } = await withSession();
    const fake = new FakePrograms(world).add('systemctl', SYSTEMCTL).add('loginctl', LOGINCTL);
    await world.json(['startup'], 0, { env: fake.env });
    expect(troubles(await diagnose(world, 0, fake.env))).toEqual({ lingering: 'warning' });
    writeFileSync(join(fake.env['FAKE'] ?? '', 'lingers'), '');
    expect(troubles(await diagnose(world, 0, fake.env))).toEqual({});
    const env = { ...fake.env, PATH: fake.env['FAKE'] ?? '', FAKE: '/nowhere' };
    // Nothing but the fakes is on the PATH, and those cannot run without a cat or an ls.
    expect(troubles(await diagnose(world, 1, env))).toMatchObject({ programs: 'error' });
  });

  test('answers within a second where there are a thousand sessions', async () => {
    const { world, session } = await withSession();
    for (let number = 0; number < 999; number += 1)
      cpSync(session, join(dirname(session), `copy-${number}`), { recursive: true });
    expect(JSON.stringify(await diagnose(world, 0))).toContain('of 1000 sessions are whole.');
    // Processor time: how long it takes depends on what else the machine does.
    const { stderr } = spawnSync(
      'bash',
      [
        '-c',
        'TIMEFORMAT="%U %S"; time "$@" >/dev/null',
        'bash',
        process.execPath,
        PROGRAM,
        'doctor',
      ],
      { env: world.env, cwd: world.project, encoding: 'utf8' },
    );
    const seconds = stderr.trim().split(' ').map(Number);
    expect(seconds).toHaveLength(2);
    expect(Math.max(...seconds)).toBeGreaterThan(0);
    expect((seconds[0] ?? 0) + (seconds[1] ?? 0)).toBeLessThan(1.5);
  });

  test('tells of a state directory that cannot be one', async () => {
    const world = await createWorld();
    writeFileSync(world.home, '');
    expect(troubles(await diagnose(world, 1))).toMatchObject({ directories: 'error' });
    rmSync(world.home);
    mkdirSync(world.home, { mode: 0o700 });
    mkdirSync(join(world.home, 'sessions'));
    chmodSync(join(world.home, 'sessions'), 0o777);
    expect(troubles(await diagnose(world, 1))).toEqual({ directories: 'error' });
  });
});
