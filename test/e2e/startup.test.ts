import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { StartupResult } from '../../src/domain/startup.js';
import { findProgram } from '../../src/os/find-program.js';
import { SUPERVISOR_NODE_FLAGS } from '../../src/store/templates.js';
import { FakePrograms, LOGINCTL, SYSTEMCTL } from '../support/fake-programs.js';
import { readUnit } from '../support/service-process.js';
import { createWorld, type World } from '../support/world.js';

const UNIT = 'claude-sessions.service';

async function withSystemd(): Promise<{ world: World; fake: FakePrograms; file: string }> {
  const world = await createWorld();
  const fake = new FakePrograms(world).add('systemctl', SYSTEMCTL).add('loginctl', LOGINCTL);
  return { world, fake, file: join(homeOf(world), '.config/systemd/user', UNIT) };
}

function homeOf(world: World): string {
  return world.env['HOME'] ?? '';
}

/** Every file below the home directory. */
function filesIn(world: World): string[] {
  return readdirSync(homeOf(world), { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !entry.parentPath.includes('.cache'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

describe('claude startup', () => {
  test('installs a unit and enables it; a second run changes nothing; --remove takes it out', async () => {
    const { world, fake, file } = await withSystemd();
    mkdirSync(join(homeOf(world), '.config'), { recursive: true });
    writeFileSync(join(homeOf(world), '.config/other'), '');
    const before = filesIn(world);

    const first = await world.json<StartupResult>(['startup'], 0, { env: fake.env });
    expect(first).toMatchObject({ manager: 'systemd', file, installed: true });
    expect(first.steps).toEqual([
      { action: 'wrote', target: file },
      { action: 'ran', target: 'systemctl --user daemon-reload' },
      { action: 'ran', target: `systemctl --user enable ${UNIT}` },
    ]);
    expect(first.advice).toMatchObject([{ command: 'loginctl enable-linger' }]);
    expect(readUnit(file)).toMatchObject({
      command: [
        expect.stringMatching(/^\/.*node/),
        ...SUPERVISOR_NODE_FLAGS,
        expect.stringMatching(/\/bin\/supervisor\.cjs$/),
      ],
      environment: { CLAUDE_SESSIONS_HOME: world.home },
    });

    const text = readFileSync(file, 'utf8');
    fake.takeCalls();
    const second = await world.claude(['startup'], { env: fake.env });
    expect(second).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Nothing to change/) as unknown,
    });
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(fake.takeCalls().filter((call) => /enable |disable|reload/.test(call))).toEqual([]);

    const removed = await world.json<StartupResult>(['startup', '--remove'], 0, { env: fake.env });
    expect(removed.steps.map(({ action }) => action)).toEqual(['ran', 'removed', 'ran']);
    expect(filesIn(world)).toEqual(before);
    const again = await world.claude(['startup', '--remove'], { env: fake.env });
    expect(again).toMatchObject({ exitCode: 0, stdout: 'Nothing was installed.\n' });
  });

  test('follows XDG_CONFIG_HOME, and says nothing of logging out to those who linger', async () => {
    const { world, fake } = await withSystemd();
    const config = join(world.project, 'config');
    writeFileSync(join(fake.env['FAKE'] ?? '', 'lingers'), '');
    const env = { ...fake.env, XDG_CONFIG_HOME: config };
    const { file, advice } = await world.json<StartupResult>(['startup'], 0, { env });
    expect(file).toBe(join(config, 'systemd/user', UNIT));
    expect(advice).toEqual([]);
    expect(existsSync(join(dirname(file), 'default.target.wants', UNIT))).toBe(true);
  });

  test('replaces its own file when the state has moved, and goes on where it was cut off', async () => {
    const { world, fake, file } = await withSystemd();
    await world.json(['startup'], 0, { env: fake.env });
    const env = { ...fake.env, CLAUDE_SESSIONS_HOME: join(world.project, 'state 100%') };
    const moved = await world.json<StartupResult>(['startup'], 0, { env });
    expect(moved.steps[0]).toEqual({ action: 'replaced', target: file });
    expect(readFileSync(file, 'utf8')).toContain('/state 100%%"\n');

    fake.add('systemctl', `[ "$2" = enable ] && { echo no room >&2; exit 1; }\n${SYSTEMCTL}`);
    await world.json(['startup', '--remove'], 0, { env });
    expect(await world.json(['startup'], 1, { env })).toMatchObject({
      error: { code: 'SERVICE_FAILED', message: expect.stringContaining('no room') as unknown },
    });
    fake.add('systemctl', SYSTEMCTL);
    const steps = (await world.json<StartupResult>(['startup'], 0, { env })).steps;
    expect(steps.map(({ action }) => action)).toEqual(['ran', 'ran']);
  });

  test.each([{ args: ['startup'] }, { args: ['startup', '--remove'] }])(
    '$args leaves a file alone that somebody has edited',
    async ({ args }) => {
      const { world, fake, file } = await withSystemd();
      await world.json(['startup'], 0, { env: fake.env });
      appendFileSync(file, '# mine\n');
      const edited = readFileSync(file, 'utf8');
      expect(await world.json(args, 4, { env: fake.env })).toMatchObject({
        error: { code: 'SERVICE_EDITED', hint: expect.stringContaining(file) as unknown },
      });
      expect(readFileSync(file, 'utf8')).toBe(edited);
    },
  );

  test('says what else there is where systemd does not answer', async () => {
    const world = await createWorld();
    const fake = new FakePrograms(world).add('systemctl', 'echo no bus >&2; exit 1');
    expect(await world.json(['startup'], 1, { env: fake.env })).toMatchObject({
      error: {
        code: 'NO_SERVICE_MANAGER',
        hint: expect.stringMatching(/@reboot .*--optimize-for-size .*supervisor\.cjs/) as unknown,
      },
    });
    expect(filesIn(world)).toEqual([]);
  });

  test.runIf(findProgram('systemd-analyze', process.env['PATH']) !== undefined)(
    'writes a unit with which systemd finds nothing wrong',
    async () => {
      const { world, fake, file } = await withSystemd();
      const env = { ...fake.env, CLAUDE_SESSIONS_HOME: join(world.project, 'a "b" $HOME %h \\') };
      await world.json(['startup'], 0, { env });
      const output = execFileSync('systemd-analyze', ['--user', 'verify', file], {
        env: { ...world.env, XDG_RUNTIME_DIR: world.project },
        encoding: 'utf8',
        stdio: 'pipe',
      });
      expect(output).toBe('');
    },
  );
});
