import { expect, test } from 'vitest';
import { renderInspected } from '../../../src/cli/render-inspected.js';
import { renderKilled } from '../../../src/cli/render-killed.js';
import type { InspectedShell } from '../../../src/protocol/requests.js';

/** Clears the screen, sets the title, returns to the line's beginning. */
const EVIL = '\u001b[2J\u001b]0;pwned\u0007\r\u009b';

function expectHarmless(text: string): void {
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  expect(text).toContain('\\u001b]0;pwned');
}

test('a process that survived a kill cannot steer the terminal with its name', () => {
  const survivors = [{ pid: 4711, command: EVIL }];
  const ids = { sessionId: 'session', shellId: 'bash_1' };
  const killed = { ...ids, status: 'running', exitCode: null, signal: null, survivors } as const;
  expectHarmless(renderKilled([killed], undefined));
});

test('nothing that "claude inspect" shows of a shell can steer the terminal', () => {
  const run = {
    uid: EVIL,
    status: 'lost',
    startTime: '2026-01-01T00:00:00.000Z',
    endTime: '2026-01-01T00:00:00.000Z',
    exitCode: null,
    signal: null,
    lostReason: EVIL,
    endReason: null,
  } as const;
  const shell: InspectedShell = {
    ...run,
    sessionId: 'session',
    shellId: 'bash_1',
    name: EVIL,
    command: EVIL,
    cwd: EVIL,
    pid: null,
    runs: 2,
    outputBytes: 0,
    outputPosition: 0,
    unreadBytes: 0,
    droppedBytes: 0,
    cpu: null,
    memory: null,
    ports: null,
    interpreter: EVIL,
    shimPid: null,
    log: EVIL,
    maxOutputBytes: 1,
    diskBytes: 0,
    outputGapTime: EVIL,
    policy: null,
    input: null,
    memoryOnly: [],
    held: EVIL,
    history: [run],
    processes: [{ pid: 1, parentPid: 1, command: EVIL, cpu: null, memory: null }],
  };
  expectHarmless(renderInspected(shell));
});
