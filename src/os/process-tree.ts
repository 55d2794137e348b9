import type { ProcessEntry } from '../domain/process.js';

/**
 * The rows of `rootPids` and of all their descendants, each once, every parent
 * before its children. A root that is not in the table is left out; rows that
 * name it as their parent are not. A table is no snapshot: parents may form a
 * circle where a pid was reused while it was read, and it still ends.
 */
export function treeOf(
  rootPids: readonly number[],
  table: readonly ProcessEntry[],
): ProcessEntry[] {
  const entryOf = new Map(table.map((entry) => [entry.pid, entry]));
  const childrenOf = new Map<number, ProcessEntry[]>();
  for (const entry of table) {
    const siblings = childrenOf.get(entry.parentPid);
    if (siblings === undefined) childrenOf.set(entry.parentPid, [entry]);
    else siblings.push(entry);
  }
  const reached = new Set(rootPids);
  // A set visits what is added to it during the loop.
  for (const pid of reached) {
    for (const child of childrenOf.get(pid) ?? []) reached.add(child.pid);
  }
  return [...reached].flatMap((pid) => entryOf.get(pid) ?? []);
}
