import { describe, expect, test } from 'vitest';
import Bash from '../../../commands/bash.js';
import { splitCommandLine } from '../../../src/cli/split-command-line.js';

/** Words are written as a shell has them: `'a b'` is one. */
function words(line: string): string[] {
  return Array.from(
    line.matchAll(/'([^']*)'|(\S+)/g),
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
}

const FLAGS = { ...Bash.baseFlags, ...Bash.flags };

describe('our flags, then the command with flags of its own', () => {
  test.each([
    ['-b python3 -m http.server 8080', '-b -- python3 -m http.server 8080'],
    ['-b npm run dev', '-b -- npm run dev'],
    ['npm run dev -b', '-- npm run dev -b'],
    ['--name x -b cmd --name y', '--name x -b -- cmd --name y'],
    ['--name=x -b cmd', '--name=x -b -- cmd'],
    ['--env A=B --env C=D -b cmd --env E=F', '--env A=B --env C=D -b -- cmd --env E=F'],
    ['--env=A=B -b cmd', '--env=A=B -b -- cmd'],
    [
      '--cwd dir --session s --max-output 1MB -b ls -la',
      '--cwd dir --session s --max-output 1MB -b -- ls -la',
    ],
    ['-b ls --json', '-b -- ls --json'],
    ['--json -b ls', '--json -b -- ls'],
    ['-b --name --odd cmd', '-b --name --odd -- cmd'],
    ['-b - x', '-b -- - x'],
    ['-b sleep 5', '-b -- sleep 5'],
  ])('%s', (typed, split) => {
    expect(splitCommandLine(words(typed), FLAGS)).toEqual(words(split));
  });
});

describe('a command in one word with spaces is whole, and flags after it are ours', () => {
  test.each([
    [`-b 'npm run dev' --json`, `-b --json -- 'npm run dev'`],
    [`'npm run dev' -b`, `-b -- 'npm run dev'`],
    [`-b 'npm run dev'`, `-b -- 'npm run dev'`],
    [`-b 'npm run dev' --json --no-color`, `-b --json --no-color -- 'npm run dev'`],
    // Words that are no flags make it the first word of a command.
    [`-b 'my program' file`, `-b -- 'my program' file`],
    [`-b 'my program' --flag value`, `-b -- 'my program' --flag value`],
  ])('%s', (typed, split) => {
    expect(splitCommandLine(words(typed), FLAGS)).toEqual(words(split));
  });
});

describe('what is divided already stays as it is', () => {
  test.each([
    '-b --name x -- cmd --name y',
    '-b -- npm run dev',
    '-- -b',
    '-b --',
    '--',
    '',
    '-b',
    '--name',
    '-b --json',
    `-b -- 'npm run dev' --json`,
  ])('%j', (typed) => {
    expect(splitCommandLine(words(typed), FLAGS)).toEqual(words(typed));
  });
});

describe('letters', () => {
  const flags = {
    background: { char: 'b', type: 'boolean' },
    name: { char: 'n', type: 'option' },
  } as const;

  test.each([
    ['-n x cmd', '-n x -- cmd'],
    ['-nx cmd', '-nx -- cmd'],
    ['-b cmd -n', '-b -- cmd -n'],
    ['-bx cmd', '-bx -- cmd'], // no flag of ours: told of when it is parsed
    ['-z cmd', '-z -- cmd'],
  ])('%s', (typed, split) => {
    expect(splitCommandLine(words(typed), flags)).toEqual(words(split));
  });
});
