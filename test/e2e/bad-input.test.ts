import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MAX_COMMAND_BYTES } from '../../src/domain/command-line.js';
import { expectForm } from '../support/json-schema.js';
import { runScript } from '../support/run-script.js';
import { createWorld, type Run, type World } from '../support/world.js';

interface Refusal {
  readonly what: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly code: string;
  readonly exit: number;
}

const START = ['bash', '-b'];
const LONG = 'x'.repeat(300);
const IDS = ['bash', 'bash_0', 'bash_01', '1', `bash_${'9'.repeat(300)}`, 'ｂash_1', '$(id)'];
const PATHS = ['../bash_1', '../../etc/bash_1', '/etc/passwd', 'a/b/bash_1', '..', './bash_1'];
const SESSIONS = ['../other', '/tmp/x', '.hidden', LONG, 'a b', 'café', 'a\nb', '..'];

const refusals: readonly Refusal[] = [
  ...['inspect', 'output', 'kill', 'restart', 'wait'].flatMap((command) => [
    { what: 'an unknown shell', args: [command, 'bash_99'], code: 'SHELL_NOT_FOUND', exit: 3 },
    { what: 'no shell id', args: [command, 'server'], code: 'INVALID_ID', exit: 2 },
  ]),
  ...IDS.map((id) => ({ what: 'no shell id', args: ['output', id], code: 'INVALID_ID', exit: 2 })),
  ...PATHS.map((id) => ({ what: 'a path', args: ['output', id], code: 'INVALID_ID', exit: 2 })),
  ...SESSIONS.map((id) => ({
    what: 'no session id',
    args: [...START, '--session', id, 'true'],
    code: 'INVALID_ID',
    exit: 2,
  })),
  ...SESSIONS.slice(0, 4).map((id) => ({
    what: 'no session id',
    args: ['bashes', '--session', id],
    code: 'INVALID_ID',
    exit: 2,
  })),
  {
    what: 'no session id in the environment',
    args: [...START, 'true'],
    env: { CLAUDE_SESSION_ID: '../other' },
    code: 'INVALID_ID',
    exit: 2,
  },
  {
    what: 'an unknown session',
    args: ['bashes', '--session', 'nosuch'],
    code: 'SESSION_NOT_FOUND',
    exit: 3,
  },
  {
    what: 'an unknown session',
    args: ['output', 'nosuch/bash_1'],
    code: 'SESSION_NOT_FOUND',
    exit: 3,
  },
  { what: 'no command', args: START, code: 'COMMAND_EMPTY', exit: 2 },
  { what: 'an empty command', args: [...START, ''], code: 'COMMAND_EMPTY', exit: 2 },
  { what: 'a blank command', args: [...START, '--', ' \n '], code: 'COMMAND_EMPTY', exit: 2 },
  {
    what: 'a directory that does not exist',
    args: [...START, '--cwd', 'nosuch', 'true'],
    code: 'DIRECTORY_NOT_FOUND',
    exit: 2,
  },
  {
    what: 'a directory that is a file',
    args: [...START, '--cwd', 'file', 'true'],
    code: 'DIRECTORY_UNUSABLE',
    exit: 2,
  },
  {
    what: 'a directory in a file',
    args: [...START, '--cwd', 'file/sub', 'true'],
    code: 'DIRECTORY_UNUSABLE',
    exit: 2,
  },
  {
    what: 'an interpreter that does not exist',
    args: [...START, 'true'],
    env: { SHELL: '/nonexistent' },
    code: 'INTERPRETER_NOT_FOUND',
    exit: 1,
  },
  {
    what: 'an interpreter that is none',
    args: [...START, 'true'],
    env: { SHELL: '/etc/passwd' },
    code: 'INTERPRETER_NOT_FOUND',
    exit: 1,
  },
  { what: 'an unknown flag', args: [...START, '--nosuch', 'x'], code: 'WRONG_USAGE', exit: 2 },
  { what: 'an unknown flag', args: ['bashes', '--nosuch'], code: 'WRONG_USAGE', exit: 2 },
  { what: 'an unknown letter', args: [...START, '-z', 'x'], code: 'WRONG_USAGE', exit: 2 },
  { what: 'a word too many', args: ['bashes', 'bash_1'], code: 'WRONG_USAGE', exit: 2 },
  { what: 'a shell too few', args: ['output'], code: 'WRONG_USAGE', exit: 2 },
  { what: 'no shell at all', args: ['kill'], code: 'INVALID_INPUT', exit: 2 },
  {
    what: 'all shells and one',
    args: ['kill', '--all', 'bash_1'],
    code: 'INVALID_INPUT',
    exit: 2,
  },
  ...['10', '10 MB', '-1MB', 'huge', ''].map((size) => ({
    what: 'no size',
    args: [...START, `--max-output=${size}`, 'true'],
    code: 'INVALID_SIZE',
    exit: 2,
  })),
  ...['10', '5 s', '-1s', 'soon', '1e3s'].map((grace) => ({
    what: 'no duration',
    args: ['kill', 'bash_1', `--grace=${grace}`],
    code: 'INVALID_DURATION',
    exit: 2,
  })),
  {
    what: 'no variable',
    args: [...START, '--env', 'NOVALUE', 'true'],
    code: 'INVALID_INPUT',
    exit: 2,
  },
  { what: 'no name', args: [...START, '--env', '=x', 'true'], code: 'INVALID_INPUT', exit: 2 },
  {
    what: 'no signal',
    args: ['kill', 'bash_1', '--signal', 'NOSUCH'],
    code: 'SIGNAL_UNKNOWN',
    exit: 2,
  },
  {
    what: 'no regular expression',
    args: ['output', 'bash_1', '--filter', '('],
    code: 'INVALID_FILTER',
    exit: 2,
  },
  { what: 'no number', args: ['output', 'bash_1', '--tail', 'x'], code: 'WRONG_USAGE', exit: 2 },
  { what: 'an unknown command', args: ['frobnicate'], code: 'COMMAND_NOT_FOUND', exit: 2 },
];

/** Everything that is recorded of any session, byte for byte. */
function recordsOf(world: World): Readonly<Record<string, string>> {
  const sessions = join(world.home, 'sessions');
  return Object.fromEntries(
    readdirSync(sessions, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path, readFileSync(path, 'utf8')]),
  );
}

function checkRefusal(run: Run, { code, exit }: Refusal): void {
  expect(run.exitCode, run.stdout + run.stderr).toBe(exit);
  const document = JSON.parse(run.stdout) as { readonly error: { readonly code: string } };
  expectForm('error', document);
  expect(document.error.code).toBe(code);
}

describe('bad input has a code, a hint and an exit code of its own, and leaves the records alone', () => {
  // By turns in a few worlds: most of the time goes into starting a program each time.
  const size = Math.ceil(refusals.length / 4);
  const parts = [0, 1, 2, 3].map((part) => refusals.slice(part * size, (part + 1) * size));

  test.each(parts.map((part, index) => ({ part, index })))(
    'part $index',
    async ({ part }) => {
      const world = await createWorld();
      writeFileSync(join(world.project, 'file'), '');
      await world.start('echo hello');
      await world.claude(['wait', 'bash_1']);
      const before = recordsOf(world);
      for (const refusal of part) {
        const { args, env = {} } = refusal;
        // Behind `--` a flag would be part of the command.
        const [name = '', ...rest] = args;
        const run = await world.claude([name, '--json', ...rest], { env });
        const title = `claude ${args.join(' ').slice(0, 80)} (${refusal.what})`;
        try {
          checkRefusal(run, refusal);
        } catch (error) {
          expect.soft(error, title).toBeUndefined();
        }
        expect.soft(recordsOf(world), title).toEqual(before);
      }
    },
    120_000,
  );
});

describe('the limit of a command', () => {
  test('is what the system passes on: exactly that runs', async () => {
    const world = await createWorld();
    const filled = MAX_COMMAND_BYTES - 'echo end; : '.length;
    const { stdout, stderr } = await runScript(
      world,
      `x=$(head -c ${filled} /dev/zero | tr '\\0' x)
       claude bash -b "echo end; : $x" >&2; claude wait bash_1 >&2; claude output bash_1`,
    );
    expect(stdout, stderr.slice(0, 500)).toBe('end\n');
  });

  test('one byte more is refused, and nothing is recorded', async () => {
    const world = await createWorld();
    const half = 'x'.repeat(MAX_COMMAND_BYTES / 2);
    const run = await world.claude(['bash', '-b', '--json', '--', ':', half, half]);
    checkRefusal(run, { what: 'too long', args: [], code: 'COMMAND_TOO_LONG', exit: 2 });
    expect((await world.claude(['bashes'])).exitCode).toBe(3);
  });
});

test('a first start that is refused leaves no session behind', async () => {
  const world = await createWorld();
  for (const flags of [[], ['--session', 'mine']]) {
    const args = ['bash', '-b', '--json', ...flags, '--cwd', 'nosuch', 'true'];
    const run = await world.claude(args);
    checkRefusal(run, { what: '', args, code: 'DIRECTORY_NOT_FOUND', exit: 2 });
  }
  expect((await world.claude(['bashes'])).exitCode).toBe(3);
  expect((await world.claude(['bashes', '--session', 'mine'])).exitCode).toBe(3);
  await world.json(['supervisor', 'stop']);
  expect(await world.claude(['bashes', '--all', '--json'])).toMatchObject({
    stdout: '[]\n',
    stderr: '',
  });
});

test('a directory that may not be entered is refused', async () => {
  const world = await createWorld();
  const closed = join(world.project, 'closed');
  mkdirSync(closed);
  chmodSync(closed, 0o000);
  // Root may enter any: then somebody else tries.
  const isRoot = process.getuid?.() === 0;
  const uid = isRoot ? 65_534 : undefined;
  if (uid !== undefined) {
    const root = dirname(world.project);
    for (const path of [root, join(root, 'home'), world.project, closed]) chownSync(path, uid, uid);
  }
  const { stdout } = await runScript(
    world,
    `claude bash -b --json --cwd closed true; echo $?; claude supervisor stop >&2`,
    { uid },
  );
  expect(stdout).toContain('DIRECTORY_UNUSABLE');
  expect(stdout).toContain('you may not read and enter it');
  expect(stdout.trimEnd()).toMatch(/\n2$/);
});
