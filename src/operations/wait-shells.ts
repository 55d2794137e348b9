import type { WaitedShells } from '../protocol/requests.js';
import type { Context } from './context.js';

/** One request lasts this long at most; a longer wait is made of several. */
const ONE_WAIT_MS = 60_000;

export interface WaitShellsInput {
  readonly shells: readonly string[];
  /** The first end is enough. */
  readonly any: boolean;
  /** Left out: as long as it takes. */
  readonly timeoutMs?: number | undefined;
}

/** Waits until shells have ended, over any change of supervisor. */
export async function waitShells(
  { supervisor, session }: Context,
  { shells, any, timeoutMs = Infinity }: WaitShellsInput,
): Promise<WaitedShells> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const waitMs = Math.max(0, Math.min(ONE_WAIT_MS, deadline - Date.now()));
    const waited = await supervisor.request(
      'wait-shells',
      { session, shells, any, timeoutMs: waitMs },
      { deadlineMs: waitMs + 30_000 },
    );
    if (!waited.timedOut || Date.now() >= deadline) return waited;
  }
}
