import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findProgram } from '../../src/os/find-program.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld, PROGRAM, type World } from '../support/world.js';

const BASH_COMPLETION = '/usr/share/bash-completion/bash_completion';

function isInstalled(program: string): boolean {
  return findProgram(program, process.env['PATH']) !== undefined;
}

/** Asks as the scripts do; the kind, then the values. */
async function complete(world: World, ...words: string[]): Promise<string[]> {
  const run = await world.claude(['autocomplete', '--complete', '--', ...words]);
  expect(run, run.stderr).toMatchObject({ exitCode: 0, stderr: '' });
  return run.stdout
    .trimEnd()
    .split('\n')
    .map((line, index) => (index === 0 ? line.replace('\t', ' ') : (line.split('\t')[0] ?? '')));
}

/** A world with `claude` on its PATH, under both names, and one shell that runs. */
async function withNames(): Promise<{ world: World; env: Record<string, string> }> {
  const world = await createWorld();
  const folder = join(dirname(world.home), 'bin');
  mkdirSync(folder);
  for (const name of ['claude', 'claude-sessions']) symlinkSync(PROGRAM, join(folder, name));
  await world.start('exec sleep 1000', '--session', 'web-1');
  return { world, env: { ...world.env, PATH: `${folder}:${world.env['PATH'] ?? ''}` } };
}

describe('claude autocomplete --complete', () => {
  test('offers commands, topics and flags', async () => {
    const world = await createWorld();
    expect(await complete(world, 'out')).toEqual(['words', 'output']);
    expect(await complete(world, 'supervisor', 's')).toEqual(['words', 'start', 'status', 'stop']);
    expect(await complete(world, 'nonsense', '')).toEqual(['words']);
    expect(await complete(world, '--v')).toEqual(['words', '--version']);
    expect(await complete(world, 'output', 'bash_1', '--f')).toEqual([
      'words',
      '--from-start',
      '--filter',
      '--follow',
    ]);
    expect(await complete(world, 'output', '--follow', 'bash_1', '--f')).not.toContain('--follow');
    expect(await complete(world, 'kill', '--except', 'x', '--ex')).toContain('--except');
    expect(await complete(world, 'autocomplete', '')).toEqual(['words', 'bash', 'zsh', 'fish']);
    expect(existsSync(world.home) && (await world.supervisor()).running).toBe(false);
  });

  test('offers shells and sessions, and starts no supervisor', async () => {
    const world = await createWorld();
    await world.start('echo ended', '--session', 'web-1');
    await world.start('exec sleep 1000', '--session', 'web-1');
    await world.start('exec sleep 1000', '--session', 'api.2');
    await world.json(['wait', 'web-1/bash_1']);
    await world.killSupervisor({ withGuard: true });
    const web = ['--session', 'web-1'];

    expect(await complete(world, 'kill', ...web, '')).toEqual(['words', 'bash_2', 'api.2/bash_1']);
    expect(await complete(world, 'kill', '')).toEqual(['words', 'bash_1', 'web-1/bash_2']);
    expect(await complete(world, 'kill', '--except', 'web')).toEqual(['words', 'web-1/bash_2']);
    expect(await complete(world, 'kill', 'bash_1', '')).toEqual(['words', 'web-1/bash_2']);
    expect(await complete(world, 'output', ...web, 'bash')).toEqual(['words', 'bash_2', 'bash_1']);
    expect(await complete(world, 'inspect', 'bash_1', '')).toEqual(['words']);
    expect(await complete(world, 'bashes', '--session', '')).toEqual(['words', 'api.2', 'web-1']);
    expect(await complete(world, 'bashes', '--session=w')).toEqual(['words', '--session=web-1']);
    expect(await complete(world, 'bashes', '--session', '=', 'w')).toEqual(['words', 'web-1']);
    expect(await complete(world, 'bashes', '--session', '=')).toEqual(['words', 'api.2', 'web-1']);
    expect((await world.supervisor()).running).toBe(false);
  });

  test('leaves files, directories and command lines to the shell', async () => {
    const world = await createWorld();
    expect(await complete(world, 'bash', '-b', '--cwd', '')).toEqual(['directories']);
    expect(await complete(world, 'bash', '-b', '')).toEqual(['command 3']);
    expect(await complete(world, 'bash', '-b', '--name', 'x', 'git', 'st')).toEqual(['command 5']);
    expect(await complete(world, 'bash', '-b', '--', 'git', '--')).toEqual(['command 4']);
    expect(await complete(world, 'bash', '-b', '--name', '')).toEqual(['words']);
    expect(await complete(world, 'bash', '--cw')).toEqual(['words', '--cwd']);
  });

  test('offers nothing of a session whose record is damaged', async () => {
    const world = await createWorld();
    await world.start('echo', '--session', 'torn');
    await world.json(['wait', 'bash_1']);
    await world.json(['supervisor', 'stop']);
    writeFileSync(join(world.home, 'sessions/torn/manifest.json'), '{"back');
    expect(await complete(world, 'output', '')).toEqual(['words']);
    expect(await complete(world, 'output', '--session', '')).toEqual(['words', 'torn']);
  });
});

describe('claude autocomplete', () => {
  test('prints a script; how to use it only on a terminal', async () => {
    const world = await createWorld();
    const run = await world.claude(['autocomplete', 'bash']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await world.claude(['autocomplete'])).stdout).toBe(run.stdout); // SHELL is bash
    expect(await world.json(['autocomplete', 'zsh'])).toMatchObject({ shell: 'zsh' });
    expect(await world.json(['autocomplete'], 2, { env: { SHELL: '/bin/ksh' } })).toMatchObject({
      error: { code: 'INVALID_INPUT' },
    });
    const seen = execFileSync(
      'script',
      ['-qec', `'${process.execPath}' '${PROGRAM}' autocomplete bash 2>&1 >/dev/tty`, '/dev/null'],
      { env: world.env, cwd: world.project, encoding: 'utf8' },
    );
    expect(seen).toContain('Add this line to ~/.bashrc: eval "$(claude autocomplete bash)"');
  });

  test('leaves the name to another program that is called claude', async () => {
    const { world, env } = await withNames();
    const names = async (): Promise<unknown> =>
      (await world.json<{ names: unknown }>(['autocomplete', 'bash'], 0, { env })).names;
    expect(await names()).toEqual(['claude', 'claude-sessions']);
    const other = join(world.project, 'claude');
    writeFileSync(other, '#!/bin/sh\n', { mode: 0o755 });
    env['PATH'] = `${world.project}:${env['PATH'] ?? ''}`;
    expect(await names()).toEqual(['claude-sessions']);
    writeFileSync(other, '#!/bin/sh\nexec node ../x/claude-sessions/bin/claude.cjs "$@"\n');
    expect(await names()).toEqual(['claude', 'claude-sessions']);
  });
});

/** A terminal in which a shell reads the script, and what stands in it after some keys. */
async function openTerminal(
  world: World,
  env: Record<string, string>,
  shell: string,
  setUp: string,
) {
  const socket = join(dirname(world.home), 'tmux');
  const tmux = (...args: string[]): string =>
    execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...args], {
      env: { ...env, TERM: 'xterm' },
      cwd: world.project,
      encoding: 'utf8',
    });
  tmux('new-session', '-d', '-x', '150', '-y', '40', `exec ${shell}`);
  onTestFinished(() => void tmux('kill-server'));
  const screen = (): string => tmux('capture-pane', '-p');
  const type = (...keys: string[]): void => void tmux('send-keys', ...keys);
  // The mark is not in what is typed, only in what is printed.
  type('-l', '--', `${setUp}; PS1='> '; printf 'rea%s\\n' dy`);
  type('Enter');
  await waitUntil(`${shell} to be ready`, () => /^ready$/m.test(screen()), 20_000);
  return {
    /** Types, and waits until this stands on the screen. */
    expectAfter: async (keys: readonly string[], pattern: RegExp): Promise<void> => {
      type('C-u');
      type('C-l');
      for (const key of keys) type(...(key === 'Tab' ? ['Tab'] : ['-l', '--', key]));
      await waitUntil(
        `${String(pattern)} after ${keys.join(' ')}`,
        () => pattern.test(screen()),
        20_000,
      ).catch((error: unknown) => {
        throw new Error(`${String(error)}; on the screen: ${screen()}`);
      });
    },
  };
}

/** What every shell has to do with the keys. */
async function expectCompletion(
  world: World,
  env: Record<string, string>,
  shell: string,
  setUp: string,
) {
  const { expectAfter } = await openTerminal(world, env, shell, setUp);
  mkdirSync(join(world.project, 'some-folder'));
  await expectAfter(['claude ins', 'Tab'], /> claude inspect$/m);
  await expectAfter(['claude kill ', 'Tab'], /> claude kill bash_1/);
  await expectAfter(
    ['claude-sessions out', 'Tab', 'ba', 'Tab', '--pe', 'Tab'],
    /output bash_1 --peek/,
  );
  await expectAfter(['claude kill --session we', 'Tab'], /--session web-1/);
  await expectAfter(['claude kill --session=we', 'Tab'], /--session=web-1/);
  await expectAfter(['claude bash -b --cwd som', 'Tab'], /--cwd some-folder\//);
  await expectAfter(['claude bash -b -- cat som', 'Tab'], /cat some-folder\//);
}

describe('in a terminal', () => {
  const evaluate = (shell: string): string => `eval "$(claude autocomplete ${shell})"`;

  test('bash alone', async () => {
    const { world, env } = await withNames();
    await expectCompletion(world, env, 'bash --norc', evaluate('bash'));
  });

  test.runIf(existsSync(BASH_COMPLETION))('bash with bash-completion', async () => {
    const { world, env } = await withNames();
    await expectCompletion(world, env, 'bash --norc', `. ${BASH_COMPLETION}; ${evaluate('bash')}`);
  });

  test.runIf(isInstalled('zsh'))('zsh', async () => {
    const { world, env } = await withNames();
    await expectCompletion(world, env, 'zsh -f', evaluate('zsh'));
  });

  test.runIf(isInstalled('fish'))('fish', async () => {
    const { world, env } = await withNames();
    const ask = (line: string): string[] =>
      execFileSync('fish', ['-c', `claude autocomplete fish | source; complete -C '${line}'`], {
        env,
        cwd: world.project,
        encoding: 'utf8',
      })
        .trimEnd()
        .split('\n');
    mkdirSync(join(world.project, 'some-folder'));
    expect(ask('claude ins')).toEqual(['inspect']);
    expect(ask('claude-sessions kill ')).toEqual(['bash_1\texec sleep 1000']);
    expect(ask('claude output bash_1 --pe')).toEqual([expect.stringMatching(/^--peek\t/)]);
    expect(ask('claude kill --session we')).toEqual([`web-1\t${world.project}`]);
    expect(ask('claude kill --session=we')).toEqual([`--session=web-1\t${world.project}`]);
    expect(ask('claude bash -b --cwd som')).toEqual([expect.stringMatching(/^some-folder\//)]);
    expect(ask('claude bash -b -- cat som')).toContain('some-folder/');
  });
});
