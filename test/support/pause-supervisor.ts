import { expect } from 'vitest';
import type { PausePoint } from '../../src/os/pause-point.js';
import { isStopped } from './read-proc.js';
import { lockHolder } from './state-files.js';
import { waitUntil } from './wait-until.js';
import { isThere, killNow, type World } from './world.js';

/** A supervisor that stops itself when it comes to a certain point. */
export interface PausingSupervisor {
  readonly pid: number;
  readonly untilPaused: () => Promise<void>;
  /** SIGKILL right there, and its guard: only a client can start the next one, which does not pause. */
  readonly kill: () => Promise<void>;
}

export async function startPausingSupervisor(
  world: World,
  point: PausePoint,
): Promise<PausingSupervisor> {
  const env = { CLAUDE_SESSIONS_PAUSE_AT: point };
  const run = await world.claude(['supervisor', 'start'], { env });
  expect(run.exitCode, run.stderr).toBe(0);
  const pid = lockHolder(world);
  if (pid === undefined) throw new Error('no supervisor holds the lock');
  return {
    pid,
    untilPaused: async () => {
      await waitUntil(`the supervisor to come to "${point}"`, () => isStopped(pid), 20_000);
    },
    kill: async () => {
      if (!isStopped(pid))
        throw new Error('the supervisor is not stopped: it would replace its guard');
      const guards = world.processesMatching('guard.sh');
      guards.forEach(killNow);
      killNow(pid);
      await waitUntil('supervisor and guard to be gone', () => ![pid, ...guards].some(isThere));
    },
  };
}
