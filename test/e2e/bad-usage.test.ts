import { describe, expect, test } from 'vitest';
import { expectForm } from '../support/json-schema.js';
import { createWorld } from '../support/world.js';

interface Refusal {
  readonly args: readonly string[];
  readonly code?: string;
  readonly message: string;
  readonly hint: string;
}

const START = ['bash', '-b'];

/** What is typed, and what a person reads. */
const refusals: readonly Refusal[] = [
  {
    args: ['kill', 'bash_1', '--grace', '10'],
    code: 'INVALID_DURATION',
    message: '--grace: "10" is not a duration.',
    hint: 'Write a number with a unit: 500ms, 30s, 5m, 2h or 7d.',
  },
  {
    args: [...START, '--name=', 'true'],
    code: 'INVALID_INPUT',
    message: '--name: "" is no name.',
    hint: 'Use 1 to 200 characters.',
  },
  {
    args: ['output', 'bash_1', '--tail', 'x'],
    message: '--tail: "x" is not a whole number.',
    hint: 'Write it as --tail N, with a whole number. See "claude output --help".',
  },
  {
    args: [...START, '--ready-port', '99999', 'true'],
    message: '--ready-port: 99999 is more than 65535.',
    hint: 'Write it as --ready-port [N], with a whole number. See "claude bash --help".',
  },
  {
    args: ['supervisor', 'logs', '--lines', '0'],
    message: '--lines: 0 is less than 1.',
    hint: 'Write it as --lines N, with a whole number. See "claude supervisor logs --help".',
  },
  {
    args: ['bashes', '--runing'],
    message: '"claude bashes" has no flag --runing.',
    hint: 'Did you mean --running? See "claude bashes --help".',
  },
  {
    args: ['bashes', '--sess=x'],
    message: '"claude bashes" has no flag --sess.',
    hint: 'Did you mean --session? See "claude bashes --help".',
  },
  {
    args: [...START, '-z', 'true'],
    message: '"claude bash" has no flag -z.',
    hint: 'See "claude bash --help".',
  },
  {
    args: ['bashes', 'bash_1'],
    message: '"claude bashes" takes no argument "bash_1".',
    hint: 'See "claude bashes --help".',
  },
  {
    args: ['output'],
    message: '"claude output" needs SHELL: bash_3, or SESSION/bash_3.',
    hint: 'See "claude output --help".',
  },
  {
    args: ['output', 'bash_1', '--tail'],
    message: '--tail needs a value.',
    hint: 'Write it as --tail N. See "claude output --help".',
  },
  {
    args: ['output', 'bash_1', '--tail', '1', '--tail', '2'],
    message: '--tail may be given once only.',
    hint: 'See "claude output --help".',
  },
  {
    args: ['output', 'bash_1', '--tail', '2', '--from-start'],
    message: '--from-start and --tail exclude each other.',
    hint: 'Leave one of them out. See "claude output --help".',
  },
  {
    args: ['bash', '--ready-port', '8080', 'true'],
    message: '--ready-port needs --background.',
    hint: 'See "claude bash --help".',
  },
  {
    args: ['autocomplete', 'tcsh'],
    message: '"tcsh" is not one of bash, zsh, fish.',
    hint: 'See "claude autocomplete --help".',
  },
  {
    args: ['bashs'],
    code: 'COMMAND_NOT_FOUND',
    message: 'There is no command "bashs".',
    hint: 'Did you mean "claude bashes"?',
  },
  {
    args: ['supervisor', 'foo'],
    code: 'COMMAND_NOT_FOUND',
    message: 'There is no command "supervisor foo".',
    hint: 'List the commands with "claude supervisor --help".',
  },
  {
    args: ['frobnicate'],
    code: 'COMMAND_NOT_FOUND',
    message: 'There is no command "frobnicate".',
    hint: 'List the commands with "claude --help".',
  },
];

describe('bad usage looks like any other error', () => {
  test.each(refusals)('claude $args', async ({ args, code = 'WRONG_USAGE', message, hint }) => {
    const world = await createWorld();
    const asText = await world.claude(args);
    // oclif breaks and indents lines.
    const text = asText.stderr
      .replaceAll(/ *\n ›? */g, '\n')
      .replaceAll(/(?<!\n)\n(?!Code:|Try)/g, ' ');
    expect([asText.exitCode, asText.stdout]).toEqual([2, '']);
    expect(text.trim()).toBe(`›   Error: ${message}\nCode: ${code}\nTry this: ${hint}`);

    const [name = '', ...rest] = args;
    const asJson = await world.claude([name, ...rest.slice(0, 1), '--json', ...rest.slice(1)]);
    const document: unknown = JSON.parse(asJson.stdout);
    expectForm('error', document);
    expect([asJson.exitCode, asJson.stderr]).toEqual([2, '']);
    expect(document).toEqual({ error: { code, message, hint } });
    expect((await world.supervisor()).running).toBe(false);
  });
});

test('help for an unknown command is bad usage as well', async () => {
  const world = await createWorld();
  const { exitCode, stderr } = await world.claude(['help', 'bashs']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('There is no command "bashs".');
  expect(stderr).toContain('Try this: Did you mean "claude bashes"?');
});

test('what was typed cannot steer the terminal', async () => {
  const world = await createWorld();
  const title = '\u001b]0;pwned\u0007';
  for (const args of [
    ['bashes', `--${title}`],
    ['bashes', title],
    ['output', 'bash_1', '--tail', title],
    ['kill', 'bash_1', '--grace', title],
    ['autocomplete', title],
    [title],
  ]) {
    const { exitCode, stderr } = await world.claude(args);
    expect(exitCode).toBe(2);
    expect(stderr.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  }
});
