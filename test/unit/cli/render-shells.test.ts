import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { renderShells } from '../../../src/cli/render-shells.js';
import { renderStatus } from '../../../src/cli/render-status.js';
import type { ShellView } from '../../../src/domain/shell-view.js';
import type { PlannedRun } from '../../../src/protocol/requests.js';

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

async function render(
  shells: readonly ShellView[],
  width = Infinity,
  { withSession = false, plannedRuns = [] as readonly PlannedRun[] } = {},
): Promise<string> {
  return renderShells({ shells, plannedRuns }, { now: NOW, width, withSession });
}

const ended = { endTime: '2026-01-01T11:58:00Z' };

test('a table without lines; a column in which nothing stands takes no room', async () => {
  expect(await render([view()])).toBe(
    ['SHELL   STATUS   PID   TIME  COMMAND', 'bash_1  running  4711  45s   npm run dev'].join('\n'),
  );
});

test('everything that can be told', async () => {
  const shells = [
    view({ cpu: 12.34, memory: 64 * 1024 ** 2, ports: [3000, 8080], unreadBytes: 1536 }),
    view({ ...ended, shellId: 'bash_10', status: 'failed', exitCode: 1, name: 'build' }),
  ];
  expect(await render(shells)).toBe(
    [
      'SHELL    STATUS           PID   TIME       CPU    MEMORY   PORTS      UNREAD  COMMAND',
      'bash_1   running          4711  45s        12.3%  64.0 MB  3000 8080  1.5 KB  npm run dev',
      'bash_10  failed (exit 1)        2m 0s ago                                     build: npm run dev',
    ].join('\n'),
  );
});

test('the session stands before the id where several are listed', async () => {
  expect(await render([view()], Infinity, { withSession: true })).toContain(
    'session/bash_1  running',
  );
});

test('none: says so, and what to do', async () => {
  expect(await render([])).toBe('No shells. Start one: claude bash -b "npm run dev"');
});

describe('a terminal', () => {
  const shells = [view({ command: 'x'.repeat(500) }), view({ shellId: 'bash_2', command: 'ü' })];

  test.each([20, 40, 80, 200])('of %d columns gets no longer lines', async (width) => {
    const lines = (await render(shells, width)).split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(width);
    expect(lines[1]).toMatch(/…$/);
  });

  test('that is wide enough gets all of it', async () => {
    expect(await render(shells, 1000)).toBe(await render(shells));
  });

  test('of the very width loses nothing', async () => {
    const [, line = ''] = (await render([view()])).split('\n');
    expect(await render([view()], line.length)).toContain(line);
    expect(await render([view()], line.length - 1)).toMatch(/npm run d…$/);
  });
});

describe('a terminal counts columns, not characters:', () => {
  test.each([
    ['Chinese', '服务器'.repeat(20)],
    ['emoji of several code points', '👩‍👩‍👧‍👦🇩🇪'.repeat(20)],
    ['letters with combining marks', 'e\u0301'.repeat(80)],
    ['half-width forms', 'ﾊﾛｰ'.repeat(30)],
  ])('%s', async (_what, text) => {
    for (const width of [30, 41, 42, 79]) {
      const listed = await render([view({ name: text, command: text })], width);
      const [, line = ''] = listed.split('\n');
      expect(stringWidth(line)).toBeLessThanOrEqual(width);
      expect(stringWidth(line), 'no more room is given away than half a character').toBeGreaterThan(
        width - 2,
      );
      expect(line).toMatch(/…$/);
    }
  });

  test('what fits is not cut', async () => {
    expect(await render([view({ command: '服务器' })], 35)).toMatch(/ {2}服务器$/);
    expect(await render([view({ command: '服务器' })], 34)).toMatch(/ {2}服务…$/);
  });
});

describe('a long reason of a loss', () => {
  const lostReason = 'its shim was killed from outside and the command has ended';
  const shells = [view({ ...ended, status: 'lost', lostReason, pid: null })];

  test('leaves room for the command on a terminal', async () => {
    const [, line = ''] = (await render(shells, 80)).split('\n');
    expect(line).toBe('bash_1  lost (its shim was…)  2m 0s ago  npm run dev');
  });

  test('is shown whole in a pipe', async () => {
    expect(await render(shells)).toContain(`lost (${lostReason})`);
  });

  test('cannot steer the terminal', async () => {
    const text = await render([view({ ...ended, status: 'lost', lostReason: 'a\u001b[2J' })]);
    expect(text).toContain('lost (a\\u001b[2J)');
  });
});

describe('a shell that waits for its next run', () => {
  const failed = view({ ...ended, status: 'failed', exitCode: 1, pid: null });
  const planned = (time: string) => ({
    plannedRuns: [{ sessionId: 'session', shellId: 'bash_1', time }],
  });

  test.each([
    ['2026-01-01T12:00:03.200Z', 'again in 4s'],
    ['2026-01-01T12:00:00.400Z', 'again in 1s'],
    ['2026-01-01T12:01:00.000Z', 'again in 1m 0s'],
    ['2026-01-01T11:59:59.900Z', 'again now'],
  ])('due at %s: %s', async (time, text) => {
    expect(await render([failed], Infinity, planned(time))).toContain(`failed (exit 1)  ${text}  `);
  });

  test('is known by its session and id', async () => {
    const other = view({ ...failed, shellId: 'bash_2' });
    expect(await render([other], Infinity, planned('2026-01-01T12:00:03Z'))).not.toContain('again');
  });
});

describe('a command cannot steer the terminal:', async () => {
  test.each([
    ['a new title', '\u001b]0;pwned\u0007'],
    ['a cleared screen', '\u001b[2J\u001b[H'],
    ['a hidden part', 'safe\u001b[8mrm -rf\u001b[0m'],
    ['a carriage return', 'evil\rgood'],
    ['several lines', 'a\nb\n\nc'],
    ['a C1 control', '\u009b2J'],
    ['text from right to left', '\u202egnp.exe'],
  ])('%s', async (_what, command) => {
    const text = await render([view({ command, name: command })]);
    expect(text.split('\n')).toHaveLength(2);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u);
  });
});

test.each([
  { status: 'lost', lostReason: '\u001b]0;pwned\u0007' },
  { status: 'failed', signal: '\u001b[2J', exitCode: 1 },
] as const)('a status cannot steer the terminal: %j', (fields) => {
  expect(renderStatus(view(fields))).not.toMatch(/\p{Cc}/u);
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
