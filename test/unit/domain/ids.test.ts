import { describe, expect, test } from 'vitest';
import { InvalidIdError } from '../../../src/domain/errors.js';
import {
  isSessionId,
  isShellUid,
  parseSessionId,
  parseShellId,
  parseShellReference,
  parseShellUid,
  shellIdOf,
  shellNumber,
} from '../../../src/domain/ids.js';

/** What no id may be: each could name a path, a flag, or something that only looks like another id. */
const HOSTILE = [
  '',
  '.',
  '..',
  '../other',
  '/etc/passwd',
  'a/b',
  'a\\b',
  '.hidden',
  '-b',
  '--all',
  '~',
  'a b',
  ' a',
  'a\n',
  'a\0',
  '\0',
  'a\u001b[2J',
  'café',
  '会話',
  'ａ',
  'a'.repeat(300),
  '*',
  '$HOME',
  '%2e%2e',
];

describe('a session id', () => {
  test.each([
    'a',
    '7',
    'abc123-def456',
    'my-custom-id',
    'project-main',
    'v1.2.3_final',
    '0b9c0a9e-5c9b-4d5d-9d6f-0d1a2b3c4d5e',
    'a..b',
    'x'.repeat(100),
  ])('may be %j', (text) => {
    expect(parseSessionId(text)).toBe(text);
    expect(isSessionId(text)).toBe(true);
  });

  test.each([...HOSTILE, '_a', 'x'.repeat(101)])('may not be %j', (text) => {
    expect(() => parseSessionId(text)).toThrow(InvalidIdError);
    expect(isSessionId(text)).toBe(false);
  });
});

describe('a shell id', () => {
  test.each(['bash_1', 'bash_10', 'bash_999999999'])('may be %j', (text) => {
    expect(parseShellId(text)).toBe(text);
  });

  test.each([
    ...HOSTILE,
    'bash',
    'bash_',
    'bash_0',
    'bash_01',
    'bash_-1',
    'bash_1.5',
    'bash_1e3',
    'bash_1 ',
    'bash_1\n',
    'BASH_1',
    'bash-1',
    'xbash_1',
    'bash_1000000000',
    'bash_１',
  ])('may not be %j', (text) => {
    expect(() => parseShellId(text)).toThrow(InvalidIdError);
  });

  test('counts from one', () => {
    expect([1, 2, 10].map(shellIdOf)).toEqual(['bash_1', 'bash_2', 'bash_10']);
    expect(shellNumber(parseShellId('bash_42'))).toBe(42);
  });
});

describe('the uid of a run', () => {
  test.each(['0b9c0a9e-5c9b-4d5d-9d6f-0d1a2b3c4d5e', '12345678', 'a-------'])(
    'may be %j',
    (text) => {
      expect(parseShellUid(text)).toBe(text);
      expect(isShellUid(text)).toBe(true);
    },
  );

  test.each([...HOSTILE, '1234567', '-2345678', 'ABCDEFGH', 'a.234567', 'a'.repeat(65)])(
    'may not be %j',
    (text) => {
      expect(() => parseShellUid(text)).toThrow(InvalidIdError);
      expect(isShellUid(text)).toBe(false);
    },
  );
});

describe('a shell as a user names it', () => {
  test('is of the current session', () => {
    expect(parseShellReference('bash_3')).toEqual({ shellId: 'bash_3' });
  });

  test('or of a named one', () => {
    expect(parseShellReference('my-session/bash_3')).toEqual({
      sessionId: 'my-session',
      shellId: 'bash_3',
    });
  });

  test.each([
    ...HOSTILE,
    '/bash_1',
    'a/',
    'a/b/bash_1',
    '../bash_1',
    '../../etc/bash_1',
    './bash_1',
    'a//bash_1',
    'a/../bash_1',
  ])('but not %j', (text) => {
    expect(() => parseShellReference(text)).toThrow(InvalidIdError);
  });
});

test('the message shows neither control characters nor the whole of a long text', () => {
  for (const text of ['\u001b]0;title\u0007', `bash_${'9'.repeat(5000)}`]) {
    const { message } = refusal(text);

    expect(message).not.toMatch(/[\u0000-\u001f]/);
    expect(message.length).toBeLessThan(120);
  }
});

function refusal(text: string): Error {
  try {
    parseShellId(text);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('was accepted');
}
