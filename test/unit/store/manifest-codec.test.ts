import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ManifestTooNewError } from '../../../src/domain/errors.js';
import { parseSessionId, shellNumber } from '../../../src/domain/ids.js';
import type { Manifest } from '../../../src/domain/manifest.js';
import { decodeManifest, encodeManifest } from '../../../src/store/manifest-codec.js';
import { anyText as text } from '../../support/any-text.js';
import { anyShell } from './arbitrary-shells.js';

const SESSION = parseSessionId('session');
const NOW = '2026-01-01T00:00:00.000Z';

function decode(value: unknown) {
  return decodeManifest(value, SESSION, '/state/manifest.json', NOW);
}

/** A name that any release may use; `__proto__` would be no field at all. */
const name = text.filter((any) => any !== '__proto__');
const time = fc
  .date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());
const path = text.map((any) => `/${any}`);

const anyManifest: fc.Arbitrary<Manifest> = fc
  .record({
    startTime: time,
    lastActive: time,
    directory: path,
    cwd: path,
    environment: fc.record({ set: fc.dictionary(name, text), unset: fc.array(text) }),
    shells: fc
      .uniqueArray(anyShell, { selector: ({ id }) => id, maxLength: 4 })
      .map((shells) => new Map(shells.map((shell) => [shell.id, shell]))),
    unknownFields: fc.dictionary(
      name.filter((any) => !isKnown(any)),
      fc.jsonValue(),
    ),
  })
  .chain((fields) => {
    const highest = Math.max(0, ...[...fields.shells.keys()].map(shellNumber));
    return fc
      .integer({ min: highest + 1, max: highest + 1000 })
      .map((nextShell) => ({ ...fields, sessionId: SESSION, nextShell }));
  });

const KNOWN = [
  ...['schema', 'sessionId', 'startTime', 'lastActive', 'directory', 'cwd', 'environment'],
  ...['nextShell', 'backgroundTasks', 'title', 'parent', 'fileContext', 'permissions'],
];

function isKnown(field: string): boolean {
  return KNOWN.includes(field);
}

test('every manifest comes back from its file as it was, unknown fields included', () => {
  fc.assert(
    fc.property(anyManifest, (manifest) => {
      const { manifest: decoded, problems } = decode(JSON.parse(encodeManifest(manifest)));
      expect(problems).toEqual([]);
      // JSON has no -0.
      expect(JSON.parse(JSON.stringify(decoded.unknownFields))).toEqual(
        JSON.parse(JSON.stringify(manifest.unknownFields)),
      );
      expect({ ...decoded, unknownFields: {} }).toEqual({ ...manifest, unknownFields: {} });
    }),
  );
});

const task = {
  uid: 'uid-00001',
  command: 'make',
  cwd: '/project',
  interpreter: '/bin/sh',
  status: 'completed',
  startTime: NOW,
  endTime: NOW,
  exitCode: 0,
};

const whole = {
  schema: 1,
  sessionId: 'session',
  startTime: '2025-08-11T22:00:00.000Z',
  lastActive: '2025-08-11T22:27:00.000Z',
  directory: '/project',
  cwd: '/project/sub',
  environment: { set: { A: '1' }, unset: ['B'] },
  nextShell: 7,
  backgroundTasks: { bash_1: task, bash_2: { ...task, uid: 'uid-00002' } },
  messages: [{ role: 'user', content: 'hello' }],
  fileContext: { read: ['a.txt'] },
};

/** What a damage of one field must leave as it is. */
function told(manifest: Manifest, except: string): object {
  const { startTime, lastActive, directory, cwd, environment, nextShell, shells } = manifest;
  const fields = { startTime, lastActive, directory, cwd, environment, nextShell };
  const all = { ...fields, backgroundTasks: [...shells.keys()], others: manifest.unknownFields };
  return Object.fromEntries(Object.entries(all).filter(([field]) => field !== except));
}

describe('a field that is damaged is told of, and costs no other:', () => {
  const damages: readonly [string, unknown][] = [
    ['startTime', 'yesterday'],
    ['startTime', 5],
    ['lastActive', null],
    ['directory', 'relative'],
    ['cwd', ''],
    ['cwd', 7],
    ['environment', { set: { A: 1 }, unset: [] }],
    ['environment', { set: {} }],
    ['environment', 'none'],
    ['nextShell', 0],
    ['nextShell', '7'],
    ['backgroundTasks', []],
    ['backgroundTasks', 'none'],
  ];

  test.each(damages)('%s: %j', (field, value) => {
    const { manifest, problems } = decode({ ...whole, [field]: value });
    expect(problems).toEqual([`its field "${field}" is damaged`]);
    // The number of the next shell has a lower bound in the shells that are there.
    expect(told(manifest, field)).toEqual(told(decode(whole).manifest, field));
  });

  test.each(Object.keys(told(decode(whole).manifest, 'others')))('%s is missing', (field) => {
    const { manifest, problems } = decode({ ...whole, [field]: undefined });
    expect(problems).toEqual([`its field "${field}" is missing`]);
    expect(told(manifest, field)).toEqual(told(decode(whole).manifest, field));
  });
});

describe('a shell whose record is damaged is told of, and costs no other:', () => {
  test.each([null, [], 'x', {}, { ...task, status: 'asleep' }, { ...task, exitCode: undefined }])(
    '%j',
    (damaged) => {
      const backgroundTasks = { ...whole.backgroundTasks, bash_1: damaged };
      const { manifest, problems } = decode({ ...whole, backgroundTasks });
      expect(problems).toEqual(['its record of bash_1 is damaged']);
      expect([...manifest.shells.keys()]).toEqual(['bash_2']);
    },
  );

  test('a shell that is not called as one', () => {
    const backgroundTasks = { ...whole.backgroundTasks, '../bash_9': task };
    const { manifest, problems } = decode({ ...whole, backgroundTasks });
    expect(problems).toEqual(['its record of ../bash_9 is damaged']);
    expect(manifest.shells.size).toBe(2);
  });
});

test('no id is used twice, whatever the file says', () => {
  const { manifest, problems } = decode({ ...whole, nextShell: 1 });
  expect([manifest.nextShell, problems]).toEqual([3, []]);
});

test.each([null, 5, 'text', [], undefined])('%j is no record at all, and told of', (value) => {
  const { manifest, problems } = decode(value);
  expect(problems[0]).toBe('it holds no record at all');
  expect(manifest).toMatchObject({ sessionId: 'session', startTime: NOW, shells: new Map() });
});

test('the id is that of the directory, whatever the file says', () => {
  expect(decode({ ...whole, sessionId: '../other' }).manifest.sessionId).toBe('session');
});

test('a manifest of a newer release is refused', () => {
  expect(() => decode({ ...whole, schema: 2 })).toThrow(ManifestTooNewError);
});

test('the file is for people too: a field a line, a newline at the end', () => {
  const written = encodeManifest(decode(whole).manifest);
  expect(written.startsWith('{\n "schema": 1,\n "sessionId": "session",\n')).toBe(true);
  expect(written.endsWith('\n}\n')).toBe(true);
});
