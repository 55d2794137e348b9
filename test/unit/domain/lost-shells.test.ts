import { expect, test } from 'vitest';
import { parseSessionId, parseShellUid, shellIdOf } from '../../../src/domain/ids.js';
import { adviseOnLost } from '../../../src/domain/lost-shells.js';
import { LOST_TO_RESTART, LOST_WITH_SHIM } from '../../../src/domain/reconcile.js';
import type { Shell } from '../../../src/domain/shell.js';

const sessionId = parseSessionId('web');

function lost(number: number, reason: string, rest: Partial<Shell> = {}) {
  const shell: Shell = {
    id: shellIdOf(number),
    uid: parseShellUid('11111111'),
    command: 'x',
    cwd: '/',
    interpreter: '/bin/sh',
    state: { status: 'lost', startedAt: 0, endedAt: 60_000, reason },
    output: { position: 0, start: 0, fileBase: 0, maxBytes: 1 },
    runs: 1,
    pastRuns: [],
    ...rest,
  };
  return { sessionId, shell };
}

test('names the command that brings back what a restart of the machine has ended', () => {
  const always = { restart: { kind: 'always' }, watch: [] } as const;
  const shells = [
    lost(1, LOST_TO_RESTART, { policy: always }),
    lost(2, LOST_TO_RESTART),
    lost(3, LOST_WITH_SHIM),
    lost(4, LOST_TO_RESTART, { policy: always, held: 'it was killed' }),
  ];
  expect(adviseOnLost(shells, { withSession: false })).toEqual([
    expect.stringMatching(/: claude restart bash_2 bash_4$/),
  ]);
  expect(adviseOnLost(shells.slice(0, 2), { withSession: true })).toEqual([
    expect.stringMatching(/: claude restart web\/bash_2$/),
  ]);
  expect(adviseOnLost(shells.slice(0, 1), { withSession: false })).toEqual([]);
});
