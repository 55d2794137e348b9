import { describe, expect, test } from 'vitest';
import { adviseOnLogout, killsUserProcesses } from '../../../src/domain/logout.js';

describe('killsUserProcesses', () => {
  test.each([
    { files: [], kills: false },
    { files: ['#KillUserProcesses=yes\n'], kills: false },
    { files: ['[Login]\nKillUserProcesses=yes\n'], kills: true },
    { files: ['KillUserProcesses=yes', 'KillUserProcesses = no'], kills: false },
    { files: ['KillUserProcesses=no', 'KillUserProcesses=1'], kills: true },
    { files: ['KillUserProcesses=yes\nKillOnlyUsers=bob'], kills: false },
    { files: ['KillUserProcesses=yes\nKillOnlyUsers=bob ann'], kills: true },
    { files: ['KillUserProcesses=yes\nKillExcludeUsers=root ann'], kills: false },
  ])('$files: $kills', ({ files, kills }) => {
    expect(killsUserProcesses(files, 'ann')).toBe(kills);
  });

  test('spares root unless told otherwise', () => {
    expect(killsUserProcesses(['KillUserProcesses=yes'], 'root')).toBe(false);
    expect(killsUserProcesses(['KillUserProcesses=yes\nKillExcludeUsers='], 'root')).toBe(true);
  });
});

test('advice is given only where something is to be done', () => {
  expect(adviseOnLogout({ lingers: true, killsUserProcesses: false })).toEqual([]);
  expect(adviseOnLogout({ lingers: undefined, killsUserProcesses: false })).toEqual([]);
  expect(adviseOnLogout({ lingers: false, killsUserProcesses: true })).toHaveLength(2);
});
