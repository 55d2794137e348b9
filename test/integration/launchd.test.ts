import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { expect, onTestFinished, test, vi } from 'vitest';
import { installStartup } from '../../src/operations/install-startup.js';
import { removeStartup } from '../../src/operations/remove-startup.js';
import { createLaunchd } from '../../src/os/macos/launchd.js';
import { locate } from '../../src/store/locations.js';
import { SUPERVISOR_NODE_FLAGS } from '../../src/store/templates.js';
import { FakePrograms, LAUNCHCTL } from '../support/fake-programs.js';
import { createWorld } from '../support/world.js';

test('installs a launch agent, once, and takes it out again', async () => {
  const world = await createWorld();
  const fake = new FakePrograms(world).add('launchctl', LAUNCHCTL);
  const home = world.env['HOME'] ?? '';
  const state = `${world.home} & <more>`;
  const variables = { ...fake.env, HOME: home, CLAUDE_SESSIONS_HOME: state };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(homedir()).toBe(home);
  const context = { locations: locate(state) };
  const domain = `user/${process.getuid?.() ?? 0}`;

  const first = await installStartup(context, createLaunchd());
  const { file } = first;
  expect(file).toBe(`${home}/Library/LaunchAgents/claude-sessions.supervisor.plist`);
  expect(first.steps).toEqual([
    { action: 'wrote', target: file },
    { action: 'ran', target: `launchctl bootstrap ${domain} ${file}` },
  ]);
  expect(readPlist(file)).toMatchObject({
    Label: 'claude-sessions.supervisor',
    ProgramArguments: [
      expect.stringMatching(/node/),
      ...SUPERVISOR_NODE_FLAGS,
      expect.stringMatching(/supervisor\.cjs$/),
    ],
    EnvironmentVariables: { CLAUDE_SESSIONS_HOME: state },
    RunAtLoad: true,
    KeepAlive: { SuccessfulExit: false },
    AbandonProcessGroup: true,
  });
  expect((await installStartup(context, createLaunchd())).steps).toEqual([]);

  vi.stubEnv('CLAUDE_SESSIONS_HOME', world.home);
  const moved = await installStartup({ locations: locate(world.home) }, createLaunchd());
  expect(moved.steps.map(({ target }) => target)).toEqual([
    file,
    `launchctl bootout ${domain}/claude-sessions.supervisor`,
    `launchctl bootstrap ${domain} ${file}`,
  ]);

  const removed = await removeStartup(context, createLaunchd());
  expect(removed.steps.map(({ action }) => action)).toEqual(['ran', 'removed']);
  expect(existsSync(file)).toBe(false);
});

/** As macOS would read it. */
function readPlist(path: string): unknown {
  expect(readFileSync(path, 'utf8')).toContain('<!DOCTYPE plist');
  const program =
    'import plistlib, json, sys; print(json.dumps(plistlib.load(open(sys.argv[1], "rb"))))';
  return JSON.parse(execFileSync('python3', ['-c', program, path], { encoding: 'utf8' }));
}
