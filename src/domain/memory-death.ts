import type { ExitStatus } from './exit-status.js';
import type { MemoryKills } from './memory-kills.js';

/** `probably`: the system has killed some process meanwhile, nothing says that it was this one. */
export type MemoryDeath = 'out-of-memory' | 'probably-out-of-memory';

/**
 * Decides whether a run that ended like this was ended by the system, for want
 * of memory. A SIGKILL alone proves nothing: the count must have risen since
 * the run began, that of its own group where that is known both times.
 */
export function judgeMemoryDeath(
  exit: ExitStatus,
  before: MemoryKills | undefined,
  after: MemoryKills,
): MemoryDeath | undefined {
  if (exit.signal !== 'SIGKILL' || before === undefined) return undefined;
  if (before.group !== undefined && before.group.path === after.group?.path)
    return after.group.count > before.group.count ? 'out-of-memory' : undefined;
  if (before.machine === undefined || after.machine === undefined) return undefined;
  return after.machine > before.machine ? 'probably-out-of-memory' : undefined;
}
