import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, readSettings } from '../../../src/store/settings.js';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'claude-sessions-settings-'));
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

function fileWith(contents: string | object): string {
  const path = join(directory, 'settings.json');
  writeFileSync(path, typeof contents === 'string' ? contents : JSON.stringify(contents));
  return path;
}

test('a file that is not there means the defaults', () => {
  expect(readSettings(join(directory, 'none.json'))).toEqual({
    settings: DEFAULT_SETTINGS,
    unknownKeys: [],
  });
});

test.each([
  {
    form: 'dotted',
    written: {
      'kill.grace': '10s',
      'output.maxSize': '1MB',
      'supervisor.idleExit': '1h',
      'bash.interpreter': '/bin/zsh',
    },
  },
  {
    form: 'nested',
    written: {
      kill: { grace: '10s' },
      output: { maxSize: '1MB' },
      supervisor: { idleExit: '1h' },
      bash: { interpreter: '/bin/zsh' },
    },
  },
])('$form keys are read', ({ written }) => {
  expect(readSettings(fileWith(written))).toEqual({
    settings: {
      killGraceMs: 10_000,
      maxOutputBytes: 1_048_576,
      idleExitMs: 3_600_000,
      interpreter: '/bin/zsh',
    },
    unknownKeys: [],
  });
});

test('what is left out has its default', () => {
  const { settings } = readSettings(fileWith({ 'kill.grace': '0ms' }));
  expect(settings).toEqual({ ...DEFAULT_SETTINGS, killGraceMs: 0 });
});

test('unknown keys are listed, in their dotted form, and harm nothing', () => {
  const written = { kil: { grace: '5s' }, 'gc.schedul': '* * * * *', kill: { grace: '1s' } };
  const { settings, unknownKeys } = readSettings(fileWith({ ...written, toString: 1 }));
  expect(unknownKeys).toEqual(['kil.grace', 'gc.schedul', 'toString']);
  expect(settings.killGraceMs).toBe(1000);
});

describe('a bad value names file and key:', () => {
  test.each([
    ['kill.grace', '5 seconds'],
    ['kill.grace', 5],
    ['kill.grace', null],
    ['output.maxSize', 'huge'],
    ['supervisor.idleExit', ['10m']],
    ['supervisor.idleExit', '-1s'],
    ['bash.interpreter', ''],
    ['bash.interpreter', false],
  ])('%s: %j', (key, value) => {
    const path = fileWith({ [key]: value });
    expect(() => readSettings(path)).toThrow(
      expect.objectContaining({
        code: 'SETTINGS_INVALID',
        message: expect.stringContaining(`"${key}" in ${path}`) as string,
        hint: expect.stringContaining(path) as string,
      }),
    );
  });
});

test.each(['', '{', '[]', 'null', '"text"', '{"a":1}}'])('%j is no settings file', (text) => {
  const path = fileWith(text);
  expect(() => readSettings(path)).toThrow(
    expect.objectContaining({
      code: 'SETTINGS_INVALID',
      message: expect.stringContaining(path) as string,
    }),
  );
});

test('a directory in its place cannot be read, and is told of', () => {
  expect(() => readSettings(directory)).toThrow(
    expect.objectContaining({ code: 'SETTINGS_INVALID' }),
  );
});
