import type { KilledShell } from '../protocol/requests.js';
import type { Context } from './context.js';

export interface KillShellsInput {
  readonly shells: readonly string[];
  readonly all: boolean;
  readonly except: readonly string[];
  /** Only sends this signal. */
  readonly signal?: string | undefined;
  readonly graceMs?: number | undefined;
}

/** What a kill may take beyond the grace period. */
const KILL_LIMIT_MS = 30_000;

/** Ends shells and everything they started. One that has ended is no error. */
export async function killShells(
  { supervisor, session }: Context,
  input: KillShellsInput,
): Promise<readonly KilledShell[]> {
  const deadlineMs = (input.graceMs ?? 60_000) + KILL_LIMIT_MS;
  return supervisor.request('kill-shells', { session, ...input }, { deadlineMs });
}
