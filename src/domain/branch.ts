import { isSessionId, type SessionId } from './ids.js';
import type { Manifest } from './manifest.js';

/**
 * Ids for a branch of a session, the first choice first: `main.1`, `main.2`, …
 * and `main.1.1` for a branch of a branch. Ends where an id would be too long.
 */
export function* branchIds(parent: SessionId): Generator<SessionId, void> {
  for (let number = 1; ; number += 1) {
    const id = `${parent}.${number}`;
    if (!isSessionId(id)) return;
    yield id;
  }
}

/**
 * What a branch starts from: everything its parent has at this moment. From
 * then on both go their own ways; only the processes that run are shared, known
 * by their uids.
 *
 * @param messages - How many messages the branch takes over.
 * @param now - ISO 8601, UTC.
 */
export function branchManifest(
  parent: Manifest,
  { sessionId, messages, now }: { sessionId: SessionId; messages: number; now: string },
): Manifest {
  return {
    ...parent,
    sessionId,
    startTime: now,
    lastActive: now,
    parent: { sessionId: parent.sessionId, messages },
  };
}

/**
 * The branch after what happened to the shells it shares while it was being
 * made. Its own read positions stay.
 */
export function catchUp(branch: Manifest, parent: Manifest): Manifest {
  const shells = new Map(branch.shells);
  for (const [id, own] of branch.shells) {
    const shared = parent.shells.get(id);
    if (shared?.uid !== own.uid) continue;
    shells.set(id, { ...shared, output: { ...shared.output, position: own.output.position } });
  }
  return { ...branch, shells };
}
