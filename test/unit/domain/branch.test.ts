import { expect, test } from 'vitest';
import { branchIds, branchManifest, catchUp } from '../../../src/domain/branch.js';
import { parseSessionId, parseShellId, parseShellUid } from '../../../src/domain/ids.js';
import type { Manifest } from '../../../src/domain/manifest.js';
import type { Shell } from '../../../src/domain/shell.js';

const MAIN = parseSessionId('project-main');
const identity = { pid: 1, startTicks: 1, bootId: 'boot' };
const running: Shell = {
  id: parseShellId('bash_1'),
  uid: parseShellUid('11111111-1111-4111-8111-111111111111'),
  command: 'make',
  cwd: '/srv',
  interpreter: '/bin/sh',
  state: { status: 'running', startedAt: 1, process: identity, shim: identity },
  output: { position: 10, start: 0, fileBase: 0, maxBytes: 4096 },
  runs: 1,
  pastRuns: [],
};
const parent: Manifest = {
  sessionId: MAIN,
  startTime: '2026-01-01T00:00:00.000Z',
  lastActive: '2026-01-02T00:00:00.000Z',
  directory: '/srv',
  cwd: '/srv/app',
  environment: { set: { PORT: '1' }, unset: [] },
  nextShell: 2,
  shells: new Map([[running.id, running]]),
  unknownFields: { later: 1 },
};
const now = '2026-01-03T00:00:00.000Z';
const branch = branchManifest(parent, {
  sessionId: parseSessionId('project-main.1'),
  messages: 12,
  now,
});

test('branches are numbered behind their parent, those of a branch behind it', () => {
  const [first, second] = branchIds(MAIN);
  expect([first, second]).toEqual(['project-main.1', 'project-main.2']);
  const [ofBranch] = branchIds(branch.sessionId);
  expect(ofBranch).toBe('project-main.1.1');
});

test('an id that would be too long is not offered', () => {
  expect([...branchIds(parseSessionId('x'.repeat(98)))]).toHaveLength(9);
  expect([...branchIds(parseSessionId('x'.repeat(100)))]).toEqual([]);
});

test('a branch starts with all that its parent has', () => {
  expect(branch).toEqual({
    ...parent,
    sessionId: 'project-main.1',
    startTime: now,
    lastActive: now,
    parent: { sessionId: 'project-main', messages: 12 },
  });
});

test('what happened to shared shells meanwhile is taken over, read positions are not', () => {
  const state = { ...running.state, status: 'lost', endedAt: 5, reason: 'gone' } as const;
  const output = { ...running.output, position: 90, start: 50 };
  const later = { ...parent, shells: new Map([[running.id, { ...running, state, output }]]) };
  const caughtUp = catchUp(branch, later).shells.get(running.id);
  expect(caughtUp).toMatchObject({
    state: { status: 'lost' },
    output: { position: 10, start: 50 },
  });
});

test('another run of a shell of that id is none of its business', () => {
  const uid = parseShellUid('22222222-2222-4222-8222-222222222222');
  const restarted = { ...parent, shells: new Map([[running.id, { ...running, uid }]]) };
  expect(catchUp(branch, restarted)).toEqual(branch);
});
