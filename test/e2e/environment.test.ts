import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { StartedShell } from '../../src/protocol/requests.js';
import { runScript } from '../support/run-script.js';
import { createWorld, type World } from '../support/world.js';

/** Runs a command in the background to its end, and gives back what it printed. */
async function outputOf(
  world: World,
  command: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  const run = await world.claude(['bash', '-b', '--json', ...command], options);
  expect(run.exitCode, run.stdout + run.stderr).toBe(0);
  const started = JSON.parse(run.stdout) as StartedShell;
  const name = `${started.sessionId}/${started.shellId}`;
  await world.claude(['wait', name]);
  return (await world.output(name)).output;
}

/** What a process was started with: NAME=VALUE each. */
function environmentOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/environ`, 'utf8')
    .split('\0')
    .filter((entry) => entry !== '');
}

/** Open descriptors, and what each of them is. */
function descriptorsOf(pid: number): Record<string, string> {
  const folder = `/proc/${pid}/fd`;
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder)) {
    try {
      found[name] = readlinkSync(join(folder, name));
    } catch {
      continue; // closed meanwhile
    }
  }
  return found;
}

describe('what a command is given', () => {
  test('several words, exactly as they were typed', async () => {
    const world = await createWorld();
    const words = ['a b', `it's`, '"', '\\', '$HOME', '`id`', '$(id)', '*', '~', '#x', '', 'é€😀'];
    const lines = ['two\nlines', 'tab\there', '-b', '--json', ';', '&', '|', '>', '{a,b}', '!!'];
    const printed = await outputOf(world, ['--', 'printf', '<%s>', ...words, ...lines]);
    expect(printed).toBe([...words, ...lines].map((word) => `<${word}>`).join(''));
  });

  test('words that occur twice, or are flags of ours, where they were typed', async () => {
    const world = await createWorld();
    const words = ['a', 'b', 'a', 'web', '--name', 'a', '-b', '--', 'b'];
    const printed = await outputOf(world, ['--name', 'web', 'printf', '%s|', ...words]);
    expect(printed).toBe(words.map((word) => `${word}|`).join(''));
  });

  test('one word is a command line', async () => {
    const world = await createWorld();
    expect(await outputOf(world, ['x="a  b"; echo "$x" | tr a-z A-Z && echo $((1+1))'])).toBe(
      'A  B\n2\n',
    );
  });

  test('its directory: that of the session, or the one of --cwd', async () => {
    const world = await createWorld();
    const sub = join(world.project, 'with space');
    mkdirSync(sub);
    symlinkSync(sub, join(world.project, 'link'));
    expect(await outputOf(world, ['pwd -P; echo "$PWD"'])).toBe(
      `${world.project}\n${world.project}\n`,
    );
    expect(await outputOf(world, ['--cwd', 'with space', 'pwd -P'])).toBe(`${sub}\n`);
    expect(
      await outputOf(world, ['--cwd', '.', 'pwd -P'], { cwd: join(world.project, 'link') }),
    ).toBe(`${sub}\n`);
    // The session's, wherever it is started from.
    const { sessionId } = await world.start('exit 0');
    const elsewhere = await outputOf(world, ['--session', sessionId, 'pwd -P'], { cwd: sub });
    expect(elsewhere).toBe(`${world.project}\n`);
  });

  test('the variables of its caller, those of --env over them, and the names of its shell', async () => {
    const world = await createWorld();
    const odd = { 'odd-name.x': 'a b', 'BASH_FUNC_greet%%': '() {  echo "hello $1"\n}' };
    const env = { PLAIN: 'from caller', LINES_OF: 'a\nb\n', EMPTY: '', QUOTE: `'"\\$x`, ...odd };
    const flags = ['--env', 'A=1', '--env', 'PLAIN=from flag', '--env', 'B=x=y'];
    const started = await world.json<StartedShell>(
      ['bash', '-b', ...flags, 'while :; do sleep 1; done'],
      0,
      {
        env,
      },
    );
    const { sessionId, shellId, uid, pid } = started;
    const expected = {
      ...world.env,
      ...env,
      ...{ A: '1', PLAIN: 'from flag', B: 'x=y', PWD: world.project },
      ...{ CLAUDE_SESSION_ID: sessionId, CLAUDE_SHELL_ID: shellId, CLAUDE_SHELL_UID: uid },
    };
    expect(environmentOf(pid ?? 0).sort()).toEqual(
      Object.entries(expected)
        .map(([name, value]) => `${name}=${value}`)
        .sort(),
    );
  });

  test('an exported function of bash', async () => {
    const world = await createWorld();
    const { stdout, stderr } = await runScript(
      world,
      `greet() { echo "hello $1"; }; export -f greet
       claude bash -b 'greet world' >&2; claude wait bash_1 >&2; claude output bash_1`,
    );
    expect(stdout, stderr).toBe('hello world\n');
  });

  test('the umask and the PATH of its caller', async () => {
    const world = await createWorld();
    const bin = join(world.project, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'my-program'), '#!/bin/sh\necho "mine $1"\n', { mode: 0o755 });
    const { stdout, stderr } = await runScript(
      world,
      `umask 027; PATH=${bin}:$PATH
       claude bash -b 'umask; my-program x; echo "$PATH"' >&2; claude wait bash_1 >&2
       umask 077; claude bash -b 'umask' >&2; claude wait bash_2 >&2
       claude output bash_1; claude output bash_2`,
    );
    const path = `${bin}:${world.env['PATH'] ?? ''}`;
    expect(stdout, stderr).toBe(`0027\nmine x\n${path}\n0077\n`);
  });

  test('no input, and no way to wait for any', async () => {
    const world = await createWorld();
    expect(await outputOf(world, ['cat; echo "end $?"'])).toBe('end 0\n');
  });
});

describe('descriptors of the caller', () => {
  const START = `claude bash -b 'exec sleep 600'`;

  test.each(['that starts the supervisor', 'that finds one'])(
    'a caller %s passes on none',
    async (which) => {
      const world = await createWorld();
      const secret = join(world.project, 'secret');
      const before = which === 'that finds one' ? 'claude supervisor start >&2;' : '';
      const { exitCode, stderr } = await runScript(
        world,
        `${before} exec 10>${secret} 7<${world.project}; ${START} >&2`,
      );
      expect(exitCode, stderr).toBe(0);
      const all = world.processes();
      expect(all.length).toBeGreaterThan(3); // supervisor, guard, shim, writer, command
      for (const pid of all) {
        const open = Object.values(descriptorsOf(pid));
        expect([open.includes(secret), open.includes(world.project)]).toEqual([false, false]);
      }
      const [{ pid } = { pid: null }] = await world.list();
      const own = descriptorsOf(pid ?? 0);
      expect(Object.keys(own)).toEqual(['0', '1', '2']);
      expect(own['0']).toBe('/dev/null');
      expect(own['1']).toMatch(/^pipe:/);
      expect(own['2']).toBe(own['1']);
    },
  );

  // Whoever held the pipe would keep the reader waiting as long as the command runs.
  test.each([
    { how: 'a substitution', script: `x=$(${START}); echo "$x"` },
    { how: 'a pipe', script: `${START} | cat` },
    { how: 'a pipe for errors', script: `${START} 2>&1 >&3 | cat; echo` },
  ])('$how is over at once, also when the supervisor is started in it', async ({ script }) => {
    const world = await createWorld();
    for (const expected of [/bash_1/, /bash_2/]) {
      const { exitCode, stdout, stderr } = await runScript(world, `exec 3>&1; ${script}`);
      expect(exitCode, stderr).toBe(0);
      expect(stdout).toMatch(expected);
    }
  });
});
