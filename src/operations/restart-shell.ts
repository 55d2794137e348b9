import { randomUUID } from 'node:crypto';
import type { RestartedShell } from '../protocol/requests.js';
import type { Context } from './context.js';

const RESTARTED_WITHIN_MS = 120_000;

/** Ends a shell if it runs, and runs its command again under the same id, added to the same log. */
export async function restartShell(
  { supervisor, session, surroundings }: Context,
  { shell, graceMs }: { readonly shell: string; readonly graceMs?: number | undefined },
): Promise<RestartedShell> {
  return supervisor.request(
    'restart-shell',
    { session, ...surroundings, shell, uid: randomUUID(), graceMs },
    { deadlineMs: (graceMs ?? 0) + RESTARTED_WITHIN_MS },
  );
}
