import { expect, test } from 'vitest';
import { supervisorEnvironment } from '../../../src/domain/supervisor-environment.js';

test('keeps what a program needs to find its place, and nothing of its caller', () => {
  const kept = {
    PATH: '/usr/bin',
    HOME: '/home/me',
    LANG: 'C.UTF-8',
    LC_ALL: 'C',
    TZ: 'UTC',
    TMPDIR: '/tmp',
    XDG_STATE_HOME: '/state',
    CLAUDE_SESSIONS_HOME: '/sessions',
  };
  const left = {
    ANTHROPIC_API_KEY: 'secret',
    AWS_SECRET_ACCESS_KEY: 'secret',
    CLAUDE_SESSION_ID: 'abc',
    CLAUDE_SHELL_ID: 'bash_1',
    CLAUDE_SHELL_SHIM: 'x',
    NODE_OPTIONS: '--inspect',
    LD_PRELOAD: '/x.so',
    'BASH_FUNC_x%%': '() { :; }',
    MYPATH: 'x',
    PATHOLOGICAL: 'x',
    SSH_AUTH_SOCK: '/x',
    EMPTY: undefined,
  };
  expect(supervisorEnvironment({ ...left, ...kept })).toEqual(kept);
});
