import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_COMMAND_BYTES, quoteWord, toCommandLine } from '../../../src/domain/command-line.js';
import { anyText } from '../../support/any-text.js';

describe('several words', () => {
  test.each([
    [['npm', 'run', 'dev'], 'npm run dev'],
    [['python3', '-m', 'http.server', '8080'], 'python3 -m http.server 8080'],
    [['echo', 'a b'], `echo 'a b'`],
    [['echo', ''], `echo ''`],
    [['echo', `it's`], `echo 'it'\\''s'`],
    [['echo', '$HOME', '*', '~'], `echo '$HOME' '*' '~'`],
    [['a;b', 'c'], `'a;b' c`],
  ])('%j become %j', (words, line) => {
    expect(toCommandLine(words)).toBe(line);
  });
});

test('one word is a command line, left as it is', () => {
  expect(toCommandLine(['cd /tmp && exec "$0" # x'])).toBe('cd /tmp && exec "$0" # x');
});

/** Anything that can be an argument of a program: no NUL, and valid UTF-16. */
const word = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    anyText,
    fc.string({ unit: fc.constantFrom(...Array.from('ab\'"\\$`!*?[]{}()~#&|;<> \t\n-=^%')) }),
  )
  .map((text) => text.replaceAll('\0', ''));

/** What an interpreter makes of many command lines at once: the arguments of each, NUL after each. */
function argumentsIn(interpreter: string, lines: readonly string[]): string[][] {
  const script = lines.map((line) => `${line}; printf '\\036\\0'`).join('\n');
  const text = execFileSync(interpreter, ['-s'], {
    input: `show() { for x in "$@"; do printf '%s\\0' "$x"; done; }\n${script}\n`,
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
  });
  return text
    .split('\u001e\0')
    .slice(0, -1)
    .map((shown) => shown.split('\0').slice(0, -1));
}

describe.each(['/bin/sh', '/bin/bash'])('%s gives back', (interpreter) => {
  test('exactly the words that were quoted', { timeout: 30_000 }, () => {
    const commands = fc.sample(fc.array(word, { minLength: 1, maxLength: 8 }), 300);
    const clean = commands.map((words) => words.map((text) => text.replaceAll('\u001e', '')));
    const lines = clean.map((words) => toCommandLine(['show', ...words]));
    expect(argumentsIn(interpreter, lines)).toEqual(clean);
  });

  test('them also with -c, as the shim runs it', () => {
    const words = ['a b', `'"\\`, '$(exit 3)', '\n', 'ä€😀', '-n', '*'];
    const line = toCommandLine(['printf', '%s|', ...words]);
    expect(execFileSync(interpreter, ['-c', line], { encoding: 'utf8' })).toBe(
      words.map((text) => `${text}|`).join(''),
    );
  });
});

test('quoting one word twice quotes the quotes', () => {
  fc.assert(
    fc.property(word, (text) => {
      const [[once = ''] = []] = argumentsLike(quoteWord(quoteWord(text)));
      return once === quoteWord(text);
    }),
  );
});

/** A reading of what `quoteWord` writes, and of nothing more: quoted parts, `\'`, and plain letters. */
function argumentsLike(line: string): string[][] {
  const plain = line.replace(/'([^']*)'|\\'/g, (whole, inner: string | undefined) =>
    whole === `\\'` ? `'` : (inner ?? ''),
  );
  return [[plain]];
}

describe('a command is refused', () => {
  test.each([[[]], [['']], [['  \n\t']]])('with nothing in it: %j', (words) => {
    expect(() => toCommandLine(words)).toThrow(expect.objectContaining({ code: 'COMMAND_EMPTY' }));
  });

  test('with a NUL in it', () => {
    const code = 'COMMAND_INVALID';
    expect(() => toCommandLine(['a\0b'])).toThrow(expect.objectContaining({ code }));
    expect(() => toCommandLine(['a', 'b\0'])).toThrow(expect.objectContaining({ code }));
  });

  test('over what the system passes on, in bytes, and not before', () => {
    const code = 'COMMAND_TOO_LONG';
    const fits = `: ${'x'.repeat(MAX_COMMAND_BYTES - 2)}`;
    expect(toCommandLine([fits])).toBe(fits);
    expect(() => toCommandLine([`${fits}x`])).toThrow(expect.objectContaining({ code }));
    expect(() => toCommandLine(['é'.repeat(MAX_COMMAND_BYTES / 2 + 1)])).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
