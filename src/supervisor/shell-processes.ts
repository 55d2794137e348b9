import type { ProcessEntry, ProcessIdentity } from '../domain/process.js';
import type { Shell } from '../domain/shell.js';
import { isAlive } from '../os/is-alive.js';
import { platform } from '../os/platform.js';
import { treeOf } from '../os/process-tree.js';
import { type ProcessSnapshot, takeSnapshot } from './process-snapshot.js';

/**
 * Everything that a shell has started and that still runs, wherever it went,
 * without its shim: what descends from its command, what is left in its process
 * session, and what carries its uid. For shells that have ended too.
 */
export function findProcesses(shell: Shell, snapshot: ProcessSnapshot): ProcessEntry[] {
  const { entries, bySession, byRun, byShim } = snapshot;
  const { state, uid } = shell;
  const roots = [...(byRun.get(uid) ?? [])];
  if (state.status === 'running' && isAlive(state.process)) {
    roots.push(state.process.pid);
    const session = isAlive(state.shim) ? bySession.get(state.shim.pid) : undefined;
    roots.push(...(session ?? []).map(({ pid }) => pid));
  }
  const shim = new Set(byShim.get(uid));
  // Until it becomes the interpreter, the command's own process still carries the mark.
  if (state.status === 'running') shim.delete(state.process.pid);
  return treeOf(roots, entries).filter(
    ({ pid, parentPid }) =>
      !shim.has(pid) &&
      // A supervisor that was started from within a shell is no part of it.
      pid !== process.pid &&
      parentPid !== process.pid,
  );
}

export function identityOf({ pid, startTicks }: ProcessEntry): ProcessIdentity {
  return { pid, startTicks, bootId: platform.currentBootId() };
}

/** Who was found beside the trees of the running shells, at the last look at the whole machine. */
const strays = new Map<string, readonly ProcessIdentity[]>();
/** The whole machine is looked at no more often, while somebody keeps asking. */
const LOOK_EVERY_MS = 3_000;
let lookedAt = 0;

/**
 * The pids of what each of these running shells has started, for showing them:
 * at once what descends from its command, and what an earlier look has found
 * to have lost its parent. Does not look at the whole machine before it answers.
 */
export async function findProcessesQuickly(
  shells: readonly Shell[],
  lookEveryMs = LOOK_EVERY_MS,
): Promise<ReadonlyMap<Shell, readonly number[]>> {
  const trees = shells.map((shell) => treeQuickly(shell));
  if (trees.includes(undefined)) {
    const snapshot = await takeSnapshot();
    return new Map(
      shells.map((shell) => [shell, findProcesses(shell, snapshot).map(({ pid }) => pid)]),
    );
  }
  lookForStraysSoon(shells, lookEveryMs);
  return new Map(
    shells.map((shell, index) => {
      const found = (strays.get(shell.uid) ?? []).filter(isAlive).map(({ pid }) => pid);
      return [shell, [...new Set([...(trees[index] ?? []), ...found])]];
    }),
  );
}

function treeQuickly({ state }: Shell): number[] | undefined {
  if (state.status !== 'running' || !isAlive(state.process)) return [];
  return platform.readDescendants(state.process.pid);
}

function lookForStraysSoon(shells: readonly Shell[], lookEveryMs: number): void {
  if (Date.now() - lookedAt < lookEveryMs) return;
  lookedAt = Date.now();
  setTimeout(() => {
    void takeSnapshot().then((snapshot) => {
      for (const [uid, found] of strays) if (!found.some(isAlive)) strays.delete(uid);
      for (const shell of shells) {
        const tree = new Set(treeQuickly(shell));
        const found = findProcesses(shell, snapshot).filter(({ pid }) => !tree.has(pid));
        if (found.length > 0) strays.set(shell.uid, found.map(identityOf));
        else strays.delete(shell.uid);
      }
    });
  }, 50).unref();
}
