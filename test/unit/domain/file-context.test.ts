import { expect, test } from 'vitest';
import { compareFile, type FileVersion, withFile } from '../../../src/domain/file-context.js';

const SEEN: FileVersion = { sha256: 'aa', size: 10, mtime: '2026-01-01T00:00:00.000000000Z' };
const LATER = { ...SEEN, mtime: '2026-01-02T00:00:00.000000000Z' };

test('a use of a file is noted once, with what was seen last', () => {
  const once = withFile(undefined, 'read', '/a', SEEN);
  const twice = withFile(withFile(once, 'read', '/a', SEEN), 'modified', '/a', LATER);
  expect(twice).toEqual({ read: ['/a'], modified: ['/a'], seen: { '/a': LATER } });
});

test('fields of a later release stay', () => {
  expect(withFile({ later: 1 }, 'created', '/a', SEEN)).toMatchObject({ later: 1 });
});

test.each([
  ['unchanged', { kind: 'file', version: SEEN }],
  ['unchanged', { kind: 'file', version: LATER }],
  ['changed', { kind: 'file', version: { ...LATER, sha256: 'bb' } }],
  ['changed', { kind: 'file', version: { size: 11, mtime: LATER.mtime } }],
  ['changed', { kind: 'file', version: { size: 10, mtime: LATER.mtime } }],
  ['deleted', { kind: 'missing' }],
  ['unreadable', { kind: 'unreadable' }],
] as const)('%s: %j', (status, found) => {
  expect(compareFile(SEEN, found)).toBe(status);
});
