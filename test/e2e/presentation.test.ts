import { describe, expect, test } from 'vitest';
import { expectForm } from '../support/json-schema.js';
import { createWorld } from '../support/world.js';

const COMMANDS = [
  ...['bash', 'bashes', 'inspect', 'kill', 'output', 'restart', 'wait'].map((name) => [name]),
  ...['logs', 'start', 'status', 'stop'].map((name) => ['supervisor', name]),
];

describe('--json with no supervisor running', () => {
  test.each([
    { args: ['bash', '-b', '--json', 'exec sleep 600'], exit: 0 },
    { args: ['bashes', '--all', '--json'], exit: 0 },
    { args: ['supervisor', 'start', '--json'], exit: 0 },
    { args: ['bashes', '--json'], exit: 3 },
    { args: ['kill', 'bash_1', '--json'], exit: 3 },
    { args: ['bashes', '--nosuch', '--json'], exit: 2 },
    { args: ['output', '--json'], exit: 2 },
    { args: ['nosuch', '--json'], exit: 2 },
  ])('claude $args: one document, and nothing else', async ({ args, exit }) => {
    const world = await createWorld();
    const { exitCode, stdout, stderr } = await world.claude(args);
    expect(exitCode).toBe(exit);
    const document: unknown = JSON.parse(stdout);
    if (exit !== 0) expectForm('error', document);
    expect(stderr).toBe('');
  });
});

describe('in a pipe', () => {
  test('there is no colour, and no line is cut', async () => {
    const world = await createWorld();
    const long = `exec sleep 600 ${'#'.repeat(300)}`;
    await world.start(long);
    await world.start('exit 1');
    await world.claude(['wait', 'bash_2']);
    for (const env of [{}, { NO_COLOR: '1' }]) {
      const list = await world.claude(['bashes'], { env });
      expect(list.stdout).toContain(long);
      const error = await world.claude(['output', 'bash_9'], { env });
      expect(list.stdout + list.stderr + error.stdout + error.stderr).not.toContain('\u001b');
    }
  });

  test('output comes as it is, byte for byte, and listings neutralise it', async () => {
    const world = await createWorld();
    const title = '\u001b]0;pwned\u0007';
    await world.start(`printf '\\033]0;pwned\\007\\r\\n'; : '${title}'`, '--name', title);
    await world.claude(['wait', 'bash_1']);
    expect((await world.claude(['output', 'bash_1', '--peek'])).stdout).toBe(`${title}\r\n`);
    for (const args of [['bashes'], ['inspect', 'bash_1']]) {
      const { stdout } = await world.claude(args);
      expect(stdout).toContain('\\u001b]0;pwned\\u0007');
      expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    }
  });

  test('the answer is on stdout, the rest on stderr', async () => {
    const world = await createWorld();
    expect(await world.claude(['bash', '-b', 'echo hello'])).toMatchObject({
      stdout: expect.stringMatching(/^bash_1 {2}running, pid \d+\n$/) as string,
      stderr: '',
    });
    await world.claude(['wait', 'bash_1']);
    expect(await world.claude(['output', 'bash_1'])).toEqual({
      exitCode: 0,
      stdout: 'hello\n',
      stderr: '[bash_1 completed]\n',
    });
    const { stdout, stderr } = await world.claude(['output', 'bash_7']);
    expect(stdout).toBe('');
    expect(stderr).toContain('There is no shell bash_7');
    expect(stderr).toContain('SHELL_NOT_FOUND');
    expect(stderr).toContain('claude bashes --all');
  });
});

describe('help', () => {
  test.each(COMMANDS.map((words) => ({ name: words.join(' '), words })))(
    'of claude $name has examples',
    async ({ words }) => {
      const world = await createWorld();
      const { exitCode, stdout, stderr } = await world.claude([...words, '--help']);
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(stdout).toContain(`$ claude ${words.join(' ')}`);
      expect(stdout).toMatch(/EXAMPLES\n\s+\$ claude /);
      expect(stdout).toContain('--json');
      expect(stdout).not.toContain('\u001b');
    },
  );

  test('lists every command', async () => {
    const world = await createWorld();
    const { stdout } = await world.claude(['--help']);
    for (const [name = ''] of COMMANDS) expect(stdout).toMatch(new RegExp(`^ +${name} `, 'm'));
    expect((await world.claude([])).stdout).toBe(stdout);
    expect((await world.claude(['help'])).stdout).toBe(stdout);
  });

  test('starts no supervisor, and a command may have a --help of its own', async () => {
    const world = await createWorld();
    await world.claude(['bash', '--help']);
    expect((await world.supervisor()).running).toBe(false);
    await world.claude(['bash', '-b', 'ls', '--help']);
    expect(await world.list()).toMatchObject([{ command: 'ls --help' }]);
  });
});
