import { describe, expect, test } from 'vitest';
import type { CheckStatus, Finding } from '../../../src/domain/checks/finding.js';
import { judgeDirectories } from '../../../src/domain/checks/judge-directories.js';
import { judgeDiskSpace } from '../../../src/domain/checks/judge-disk-space.js';
import { judgeFiles } from '../../../src/domain/checks/judge-files.js';
import { judgeHoles } from '../../../src/domain/checks/judge-holes.js';
import { judgeHosts } from '../../../src/domain/checks/judge-hosts.js';
import { judgeInotify } from '../../../src/domain/checks/judge-inotify.js';
import { judgeLingering } from '../../../src/domain/checks/judge-lingering.js';
import { judgeLogs } from '../../../src/domain/checks/judge-logs.js';
import { judgeManifests } from '../../../src/domain/checks/judge-manifests.js';
import { judgePrograms } from '../../../src/domain/checks/judge-programs.js';
import { judgeSessionSizes, judgeShellSizes } from '../../../src/domain/checks/judge-sizes.js';
import { judgeSpool } from '../../../src/domain/checks/judge-spool.js';
import { judgeStartup } from '../../../src/domain/checks/judge-startup.js';
import { judgeSupervisor } from '../../../src/domain/checks/judge-supervisor.js';
import { type Host, parseHost } from '../../../src/domain/control-group.js';
import type { SeenPath } from '../../../src/domain/seen-path.js';

const MB = 1024 ** 2;
const GB = 1024 ** 3;
const DAY = 24 * 3600 * 1000;

function seen(rest: Partial<SeenPath>): SeenPath {
  const plain = { path: '/s/x', kind: 'directory', isOurs: true, mode: 0o700 } as const;
  return { ...plain, diskBytes: 0, writtenAt: 0, ...rest };
}

/** What is said, of each status: only `ok` goes without a remedy. */
function expectFinding(finding: Finding, status: CheckStatus, message: RegExp | string): void {
  expect(finding).toMatchObject({ status, message: expect.stringMatching(message) as unknown });
  expect(finding.remedy === null).toBe(status === 'ok');
}

describe('directories', () => {
  test.each([
    { rest: {}, status: 'ok', message: /1 directories/ },
    { rest: { kind: 'missing' }, status: 'ok', message: /Nothing was started/ },
    { rest: { kind: 'link' }, status: 'error', message: /Not a directory.*\/s\/x/ },
    { rest: { kind: 'hidden' }, status: 'error', message: /entered/ },
    { rest: { isOurs: false }, status: 'error', message: /another user/ },
    { rest: { mode: 0o770 }, status: 'error', message: /can write/ },
    { rest: { mode: 0o500 }, status: 'error', message: /Closed to you/ },
    { rest: { mode: 0o755 }, status: 'warning', message: /look into/ },
  ] as const)('$rest: $status', ({ rest, status, message }) => {
    expectFinding(judgeDirectories([seen(rest)]), status, message);
  });
});

describe('permissions', () => {
  test.each([
    { rest: { mode: 0o600 }, status: 'ok', message: /1 files/ },
    { rest: { kind: 'link', mode: 0o777 }, status: 'error', message: /A link stands/ },
    { rest: { isOurs: false }, status: 'error', message: /another user/ },
    { rest: { mode: 0o644 }, status: 'warning', message: /Open to others: \/s\/x/ },
  ] as const)('$rest: $status', ({ rest, status, message }) => {
    expectFinding(judgeFiles([seen({ kind: 'file', ...rest })], '/s'), status, message);
  });
});

describe('disk space', () => {
  test.each([
    { freeBytes: 2 * GB, totalBytes: 100 * GB, status: 'ok' },
    { freeBytes: GB - 1, totalBytes: 100 * GB, status: 'warning' },
    { freeBytes: 60 * MB, totalBytes: GB, status: 'ok' },
    { freeBytes: 50 * MB, totalBytes: GB, status: 'warning' },
    { freeBytes: 0, totalBytes: GB, status: 'error' },
  ] as const)('$freeBytes of $totalBytes: $status', ({ status, ...space }) => {
    expectFinding(judgeDiskSpace(space), status, /free/);
  });
});

test('programs', () => {
  expectFinding(judgePrograms(new Map([['sh', '/bin/sh']])), 'ok', 'sh are there');
  expectFinding(
    judgePrograms(
      new Map([
        ['sh', '/bin/sh'],
        ['cat', undefined],
      ]),
    ),
    'error',
    ': cat.',
  );
});

test('hole punching', () => {
  expectFinding(judgeHoles('works'), 'ok', '');
  expectFinding(judgeHoles('no-directory'), 'ok', 'Not tried');
  expectFinding(judgeHoles('unsupported'), 'warning', 'copied');
  expectFinding(judgeHoles('no-space'), 'error', '128 KB');
});

describe('what holds a process', () => {
  const slice = '/user.slice/user-1000.slice';
  test.each([
    { text: '0::/\n', kind: 'none' },
    { text: '', kind: 'none' },
    { text: `0::${slice}/session-3.scope\n`, kind: 'login-session' },
    { text: `0::${slice}/user@1000.service/init.scope`, kind: 'user-manager' },
    { text: `0::${slice}/user@1000.service/app.slice/app-term-1.scope`, kind: 'user-manager' },
    { text: `0::${slice}/user@1000.service/app.slice/x.service`, kind: 'user-service' },
    { text: '0::/system.slice/ci-runner.service/sub', kind: 'system-service' },
    { text: '0::/system.slice/docker-1234.scope', kind: 'none' },
    { text: `4:memory:/m\n1:name=systemd:${slice}/session-c1.scope\n0::/`, kind: 'login-session' },
  ] as const)('$text is $kind', ({ text, kind }) => {
    expect(parseHost(text).kind).toBe(kind);
  });
});

describe('surroundings', () => {
  const who = 'the supervisor';
  const calm = { lingers: true, killsUserProcesses: false };
  const login: Host = { kind: 'login-session', unit: 'session-1.scope' };
  const manager: Host = { kind: 'user-manager', unit: 'init.scope' };
  const service: Host = { kind: 'system-service', unit: 'ci.service' };
  const own: Host = { kind: 'user-service', unit: 'claude-sessions.service' };

  test.each([
    { host: login, rules: calm, status: 'ok' },
    { host: login, rules: { ...calm, killsUserProcesses: true }, status: 'warning' },
    { host: manager, rules: calm, status: 'ok' },
    { host: manager, rules: { ...calm, lingers: false }, status: 'warning' },
    { host: manager, rules: { ...calm, lingers: undefined }, status: 'ok' },
    { host: service, killMode: 'control-group', rules: calm, status: 'warning' },
    { host: service, killMode: 'process', rules: calm, status: 'ok' },
    { host: service, rules: calm, status: 'ok' },
    { host: own, killMode: 'process', rules: calm, status: 'ok' },
    { host: own, killMode: 'mixed', rules: calm, status: 'warning' },
    { host: own, killMode: 'process', rules: { ...calm, lingers: false }, status: 'warning' },
  ] as const)('$host.kind, $killMode, $rules: $status', ({ rules, status, ...hosted }) => {
    expectFinding(judgeHosts([{ who, ...hosted }], rules), status, status === 'ok' ? '' : who);
  });
});

describe('lingering', () => {
  test.each([
    { lingers: undefined, kills: false, isInstalled: true, status: 'ok' },
    { lingers: true, kills: false, isInstalled: false, status: 'ok' },
    { lingers: true, kills: true, isInstalled: true, status: 'ok' },
    { lingers: true, kills: true, isInstalled: false, status: 'warning' },
    { lingers: false, kills: true, isInstalled: false, status: 'warning' },
    { lingers: false, kills: false, isInstalled: true, status: 'warning' },
    { lingers: false, kills: false, isInstalled: false, status: 'ok' },
  ] as const)(
    '$lingers, $kills, $isInstalled: $status',
    ({ lingers, kills, isInstalled, status }) => {
      expectFinding(
        judgeLingering({ lingers, killsUserProcesses: kills }, isInstalled),
        status,
        '',
      );
    },
  );
});

test('supervisor', () => {
  const judge = (found: Parameters<typeof judgeSupervisor>[0], live = 0) =>
    judgeSupervisor(found, '1.2.0', live);
  expectFinding(judge({ kind: 'answers', pid: 5, version: '1.2.0' }), 'ok', 'pid 5');
  expectFinding(judge({ kind: 'answers', pid: 5, version: '1.1.9' }), 'warning', '1.1.9');
  expectFinding(judge({ kind: 'answers', pid: 5, version: '1.10.0' }), 'warning', '1.10.0');
  expectFinding(judge({ kind: 'silent', pid: 5, hasSocket: true }), 'error', 'not answer');
  expectFinding(judge({ kind: 'silent', pid: 5, hasSocket: false }), 'warning', 'removed');
  const absent = { kind: 'absent', hasSocket: false, hasLock: false } as const;
  expectFinding(judge(absent), 'ok', 'None runs');
  expectFinding(
    judge({ ...absent, hasSocket: true, hasLock: true }),
    'warning',
    'a socket and a lock',
  );
  expectFinding(judge(absent, 1), 'warning', '1 shell is');
  expectFinding(judge(absent, 2), 'warning', '2 shells are');
});

test('spool', () => {
  const entry = (name: string, ageMs: number, isOfLiveShell: boolean) => ({
    name,
    writtenAt: 10 * DAY - ageMs,
    isOfLiveShell,
  });
  const judge = (...entries: ReturnType<typeof entry>[]) => judgeSpool(entries, 10 * DAY, '/spool');
  expectFinding(judge(entry('a.exited', DAY, false)), 'ok', '');
  expectFinding(judge(entry('a.pending', 9 * DAY, true)), 'ok', '');
  expectFinding(judge(entry('a.pending', 2 * DAY, false)), 'warning', 'a.pending');
  expectFinding(judge(entry('a.exited', 2 * DAY, true)), 'warning', 'a.exited');
});

test('manifests', () => {
  expectFinding(judgeManifests([{ sessionId: 'a', condition: 'whole' }]), 'ok', '1 sessions');
  const finding = judgeManifests([
    { sessionId: 'a', condition: 'damaged' },
    { sessionId: 'b', condition: 'too-new' },
    { sessionId: 'c', condition: 'whole' },
    { sessionId: 'd', condition: 'damaged' },
    { sessionId: 'e', condition: 'missing' },
    { sessionId: 'f', condition: 'unreadable' },
  ]);
  expectFinding(finding, 'error', 'Damaged: a, d. Without a record: e. Of a newer release: b.');
});

test('logs, and what takes most', () => {
  expectFinding(judgeLogs([], 3), 'ok', '3 shells');
  expectFinding(judgeLogs(['a/bash_1'], 3), 'warning', 'a/bash_1');
  const sizes = [1, 5, 3, 9, 7, 2].map((size) => ({ name: `s${size}`, bytes: size * MB }));
  expectFinding(
    judgeSessionSizes(sizes),
    'ok',
    /take 27.0 MB, the largest: s9 9.0 MB, s7.*, s2 2.0 MB\.$/,
  );
  expectFinding(judgeShellSizes([{ name: 'x', bytes: 0 }]), 'ok', /^1 logs\.$/);
});

test('inotify', () => {
  const plenty = { maxInstances: 128, maxWatches: 65_536, canWatch: true };
  expectFinding(judgeInotify(undefined), 'ok', '');
  expectFinding(judgeInotify(plenty), 'ok', '');
  expectFinding(judgeInotify({ ...plenty, maxWatches: 1000 }), 'warning', 'low');
  expectFinding(judgeInotify({ ...plenty, canWatch: false }), 'error', 'Nothing more');
});

test('startup', () => {
  for (const state of ['missing', 'current', 'edited'] as const)
    expectFinding(judgeStartup(state, '/u'), 'ok', '');
  expectFinding(judgeStartup('outdated', '/u'), 'warning', '/u');
});
