import { describe, expect, test } from 'vitest';
import { renderShells } from '../../../src/cli/render-shells.js';
import { renderStatus } from '../../../src/cli/render-status.js';
import type { ShellView } from '../../../src/domain/shell-view.js';

const NOW = Date.parse('2026-01-01T12:00:00Z');

function view(fields: Partial<ShellView> = {}): ShellView {
  return {
    sessionId: 'session',
    shellId: 'bash_1',
    name: null,
    command: 'npm run dev',
    cwd: '/project',
    status: 'running',
    pid: 4711,
    exitCode: null,
    signal: null,
    lostReason: null,
    endReason: null,
    startTime: '2026-01-01T11:59:15Z',
    endTime: null,
    runs: 1,
    outputBytes: 0,
    outputPosition: 0,
    unreadBytes: 0,
    droppedBytes: 0,
    cpu: null,
    memory: null,
    ports: null,
    ...fields,
  };
}

function render(shells: readonly ShellView[], width = Infinity, withSession = false): string {
  return renderShells(shells, { now: NOW, width, withSession });
}

const ended = { endTime: '2026-01-01T11:58:00Z' };

test('a table without lines; a column in which nothing stands takes no room', () => {
  expect(render([view()])).toBe(
    ['SHELL   STATUS   PID   TIME  COMMAND', 'bash_1  running  4711  45s   npm run dev'].join('\n'),
  );
});

test('everything that can be told', () => {
  const shells = [
    view({ cpu: 12.34, memory: 64 * 1024 ** 2, ports: [3000, 8080], unreadBytes: 1536 }),
    view({ ...ended, shellId: 'bash_10', status: 'failed', exitCode: 1, name: 'build' }),
  ];
  expect(render(shells)).toBe(
    [
      'SHELL    STATUS           PID   TIME       CPU    MEMORY   PORTS      UNREAD  COMMAND',
      'bash_1   running          4711  45s        12.3%  64.0 MB  3000 8080  1.5 KB  npm run dev',
      'bash_10  failed (exit 1)        2m 0s ago                                     build: npm run dev',
    ].join('\n'),
  );
});

test('the session stands before the id where several are listed', () => {
  expect(render([view()], Infinity, true)).toContain('session/bash_1  running');
});

test('none: says so, and what to do', () => {
  expect(render([])).toBe('No shells. Start one: claude bash -b "npm run dev"');
});

describe('a terminal', () => {
  const shells = [view({ command: 'x'.repeat(500) }), view({ shellId: 'bash_2', command: 'ü' })];

  test.each([20, 40, 80, 200])('of %d columns gets no longer lines', (width) => {
    const lines = render(shells, width).split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(width);
    expect(lines[1]).toMatch(/…$/);
  });

  test('that is wide enough gets all of it', () => {
    expect(render(shells, 1000)).toBe(render(shells));
  });

  test('of the very width loses nothing', () => {
    const [, line = ''] = render([view()]).split('\n');
    expect(render([view()], line.length)).toContain(line);
    expect(render([view()], line.length - 1)).toMatch(/npm run d…$/);
  });
});

describe('a command cannot steer the terminal:', () => {
  test.each([
    ['a new title', '\u001b]0;pwned\u0007'],
    ['a cleared screen', '\u001b[2J\u001b[H'],
    ['a hidden part', 'safe\u001b[8mrm -rf\u001b[0m'],
    ['a carriage return', 'evil\rgood'],
    ['several lines', 'a\nb\n\nc'],
    ['a C1 control', '\u009b2J'],
    ['text from right to left', '\u202egnp.exe'],
  ])('%s', (_what, command) => {
    const text = render([view({ command, name: command })]);
    expect(text.split('\n')).toHaveLength(2);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u);
  });
});

test.each([
  [{ status: 'running' }, 'running'],
  [{ status: 'completed', exitCode: 0 }, 'completed'],
  [{ status: 'failed', exitCode: 3 }, 'failed (exit 3)'],
  [{ status: 'failed', exitCode: 137, signal: 'SIGKILL' }, 'failed (SIGKILL)'],
  [{ status: 'killed', exitCode: 143, signal: 'SIGTERM' }, 'killed (SIGTERM)'],
  [{ status: 'killed', exitCode: 0 }, 'killed (exit 0)'],
  [{ status: 'lost', lostReason: 'the machine was restarted' }, 'lost (the machine was restarted)'],
] as const)('%j is shown as %s', (fields, text) => {
  expect(renderStatus(view(fields))).toBe(text);
});
