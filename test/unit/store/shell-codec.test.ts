import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseShellId } from '../../../src/domain/ids.js';
import type { Shell } from '../../../src/domain/shell.js';
import { decodeShell, encodeShell } from '../../../src/store/shell-codec.js';
import { anyShell } from './arbitrary-shells.js';

const BASH_1 = parseShellId('bash_1');

/** As the file holds it and gives it back. */
function throughJson(shell: Shell): unknown {
  return JSON.parse(JSON.stringify(encodeShell(shell)));
}

test('every shell comes back from its record as it was', () => {
  fc.assert(
    fc.property(anyShell, (shell) => {
      expect(decodeShell(shell.id, throughJson(shell))).toEqual(shell);
    }),
  );
});

/** The task of the specification's example, which knows nothing of what came later. */
const SPECIFIED = {
  uid: '0b9c0a9e-0000',
  command: 'python3 -m http.server 8080',
  cwd: '/workspaces/project',
  status: 'running',
  pid: 295416,
  shimPid: 295410,
  identity: { startTicks: 5, shimStartTicks: 4, bootId: 'boot' },
  startTime: '2025-08-11T22:00:00Z',
  outputPosition: 1234,
};

test('fields of unknown names are kept, at every level', () => {
  const later = { later: [1, { deep: true }] };
  const record = {
    ...SPECIFIED,
    startTime: '2025-08-11T22:00:00.000Z',
    identity: { ...SPECIFIED.identity, ...later },
    killRequest: { at: '2025-08-11T22:01:00.000Z', ...later },
    policy: { restart: { kind: 'always', ...later }, watch: [], ...later },
    pastRuns: [
      {
        uid: 'aaaa-1111',
        status: 'failed',
        startTime: '2025-08-11T21:00:00.000Z',
        endTime: '2025-08-11T21:30:00.000Z',
        exitCode: 1,
        ...later,
      },
    ],
    ...later,
  };
  expect(throughJson(decodeShell(BASH_1, record))).toMatchObject(record);
});

test('what a record leaves out has a default', () => {
  expect(decodeShell(BASH_1, SPECIFIED)).toMatchObject({
    id: 'bash_1',
    interpreter: '/bin/sh',
    output: { position: 1234, start: 0, fileBase: 0, maxBytes: 67_108_864 },
    runs: 1,
    pastRuns: [],
  });
});

test('a time may be of any zone', () => {
  const { state } = decodeShell(BASH_1, { ...SPECIFIED, startTime: '2025-08-12T00:00:00+02:00' });
  expect(state.startedAt).toBe(Date.parse('2025-08-11T22:00:00Z'));
});

describe('a record is refused', () => {
  test.each([
    { why: 'no object', record: [] },
    { why: 'null', record: null },
    { why: 'a uid that names a path', record: { ...SPECIFIED, uid: '../../etc/passwd' } },
    { why: 'no command', record: { ...SPECIFIED, command: undefined } },
    { why: 'an unknown status', record: { ...SPECIFIED, status: 'sleeping' } },
    { why: 'a pid of 0', record: { ...SPECIFIED, pid: 0 } },
    { why: 'a negative pid', record: { ...SPECIFIED, pid: -1 } },
    { why: 'a pid as text', record: { ...SPECIFIED, pid: '295416' } },
    { why: 'running without a pid', record: { ...SPECIFIED, pid: undefined } },
    { why: 'running without a shim', record: { ...SPECIFIED, shimPid: undefined } },
    { why: 'running without an identity', record: { ...SPECIFIED, identity: undefined } },
    { why: 'ended without an exit code', record: { ...SPECIFIED, status: 'failed' } },
    { why: 'a negative position', record: { ...SPECIFIED, outputPosition: -1 } },
    { why: 'half a byte', record: { ...SPECIFIED, outputPosition: 0.5 } },
    { why: 'a time that is none', record: { ...SPECIFIED, startTime: 'yesterday' } },
    { why: 'no run at all', record: { ...SPECIFIED, runs: 0 } },
    { why: 'a past run without a uid', record: { ...SPECIFIED, pastRuns: [{}] } },
  ])('for $why', ({ record }) => {
    expect(() => decodeShell(BASH_1, record)).toThrow();
  });
});
