import type { ProcessEntry, ProcessIdentity } from '../domain/process.js';
import type { Shell } from '../domain/shell.js';
import { isAlive } from '../os/is-alive.js';
import { platform } from '../os/platform.js';
import { treeOf } from '../os/process-tree.js';
import { SHELL_VARIABLE, SHIM_VARIABLE } from './observe-shell.js';

/** One look at the process table, to answer for many shells. */
export interface ProcessTable {
  readonly entries: readonly ProcessEntry[];
  readonly bySession: ReadonlyMap<number, readonly ProcessEntry[]>;
}

export function readProcessTable(): ProcessTable {
  const entries = platform.listProcesses();
  const bySession = new Map<number, ProcessEntry[]>();
  for (const entry of entries) {
    const members = bySession.get(entry.processSession);
    if (members === undefined) bySession.set(entry.processSession, [entry]);
    else members.push(entry);
  }
  return { entries, bySession };
}

/**
 * The processes of a running shell, without those of its shim: its command,
 * what descends from it, and what is left in its process session. Cheap; does
 * not find what has left both, as `findEveryProcess` does.
 */
export function findProcesses(shell: Shell, table: ProcessTable): ProcessEntry[] {
  const { state } = shell;
  if (state.status !== 'running' || !isAlive(state.process)) return [];
  const session = isAlive(state.shim) ? (table.bySession.get(state.shim.pid) ?? []) : [];
  return withoutShim(
    shell,
    treeOf([state.process.pid, ...session.map(({ pid }) => pid)], table.entries),
  );
}

/**
 * Everything that a shell has started and that still runs, wherever it went:
 * also what changed its process group or session, or lost its parent, found by
 * the variable it was started with. For shells that have ended too.
 */
export function findEveryProcess(shell: Shell, table: ProcessTable): ProcessEntry[] {
  const everybody = table.entries.map(({ pid }) => pid);
  const marked = platform.pidsWithVariable(everybody, SHELL_VARIABLE, shell.uid);
  const near = findProcesses(shell, table).map(({ pid }) => pid);
  const found = treeOf([...near, ...marked], table.entries);
  return withoutShim(
    shell,
    // A supervisor that was started from within a shell is no part of it.
    found.filter(({ pid, parentPid }) => pid !== process.pid && parentPid !== process.pid),
  );
}

export function identityOf({ pid, startTicks }: ProcessEntry): ProcessIdentity {
  return { pid, startTicks, bootId: platform.currentBootId() };
}

function withoutShim(shell: Shell, found: readonly ProcessEntry[]): ProcessEntry[] {
  const { state } = shell;
  const pids = found.map(({ pid }) => pid);
  const shim = new Set(platform.pidsWithVariable(pids, SHIM_VARIABLE, shell.uid));
  // Until it becomes the interpreter, the command's own process still carries the mark.
  if (state.status === 'running') shim.delete(state.process.pid);
  return found.filter(({ pid }) => !shim.has(pid));
}
