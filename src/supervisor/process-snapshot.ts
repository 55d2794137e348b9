import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessEntry } from '../domain/process.js';
import { platform } from '../os/platform.js';

/** Marks the processes of a shell's shim, its writer included; the value is the run's uid. */
export const SHIM_VARIABLE = 'CLAUDE_SHELL_SHIM';
/** Marks everything that a shell's command starts; the value is the run's uid. */
export const SHELL_VARIABLE = 'CLAUDE_SHELL_UID';

/** Who asks within this time shares one look at the machine. */
const GATHER_MS = 2;

/** All processes at one moment, and which runs they belong to. */
export interface ProcessSnapshot {
  readonly entries: readonly ProcessEntry[];
  /** By the leader's pid. */
  readonly bySession: ReadonlyMap<number, readonly ProcessEntry[]>;
  /** Pids by the uid that they carry in `CLAUDE_SHELL_UID`. */
  readonly byRun: ReadonlyMap<string, readonly number[]>;
  /** Pids by the uid that they carry in `CLAUDE_SHELL_SHIM`. */
  readonly byShim: ReadonlyMap<string, readonly number[]>;
}

let gathering: Promise<ProcessSnapshot> | undefined;

/**
 * Looks at the machine, after this call and not before. Whoever asks at about
 * the same time gets the same look: ending 200 shells costs about as much as
 * ending one.
 */
export function takeSnapshot(): Promise<ProcessSnapshot> {
  gathering ??= delay(GATHER_MS).then(() => {
    gathering = undefined;
    return lookNow();
  });
  return gathering;
}

function lookNow(): ProcessSnapshot {
  const entries = platform.listProcesses();
  const marks = platform.readVariables(
    entries.map(({ pid }) => pid),
    [SHELL_VARIABLE, SHIM_VARIABLE],
  );
  const byRun = new Map<string, number[]>();
  const byShim = new Map<string, number[]>();
  for (const [pid, values] of marks) {
    append(byRun, values.get(SHELL_VARIABLE), pid);
    append(byShim, values.get(SHIM_VARIABLE), pid);
  }
  const bySession = new Map<number, ProcessEntry[]>();
  for (const entry of entries) append(bySession, entry.processSession, entry);
  return { entries, bySession, byRun, byShim };
}

function append<K, V>(map: Map<K, V[]>, key: K | undefined, value: V): void {
  if (key === undefined) return;
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}
