import type { ExitStatus } from './exit-status.js';
import type { ShellUid } from './ids.js';
import type { MemoryKills } from './memory-kills.js';
import type { Shell } from './shell.js';
import { isLive } from './shell-state.js';

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

/**
 * The field of the manifest, by the uid of the run. A field of its own, so that
 * a release that knows nothing of it keeps it, and reads the rest.
 */
const FIELD = 'memoryDeaths';

/** A shell with that said of its current run; one that somebody has asked to end is left as it is. */
export function withMemoryDeath(shell: Shell, death: MemoryDeath): Shell {
  const { state, uid, unknownFields } = shell;
  if (!isLive(state)) return shell;
  if (state.status === 'running' && state.killRequest !== undefined) return shell;
  const kept = shell.pastRuns.flatMap((run) => {
    const earlier = memoryDeathOf(shell, run.uid);
    return earlier === undefined ? [] : [[run.uid, earlier] as const];
  });
  return {
    ...shell,
    unknownFields: { ...unknownFields, [FIELD]: Object.fromEntries([...kept, [uid, death]]) },
  };
}

/** What was found of one run of a shell. */
export function memoryDeathOf(
  { unknownFields }: Pick<Shell, 'unknownFields'>,
  uid: ShellUid,
): MemoryDeath | undefined {
  const deaths: unknown = unknownFields?.[FIELD];
  if (typeof deaths !== 'object' || deaths === null) return undefined;
  const death: unknown = (deaths as Readonly<Record<string, unknown>>)[uid];
  return death === 'out-of-memory' || death === 'probably-out-of-memory' ? death : undefined;
}
