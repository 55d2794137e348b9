import { z } from 'zod';
import { ExpectedError } from '../../domain/errors.js';
import type { Shell } from '../../domain/shell.js';
import { hasExited } from '../../domain/shell-state.js';
import { logPath } from '../../store/locations.js';
import type { RequestOf } from '../answer-request.js';
import type { SupervisorContext } from '../context.js';
import { oneShell } from '../request-shapes.js';
import { resolveShell } from '../resolve-shell.js';
import { viewOf } from '../view-shells.js';

/** How long a reader waits while another one delivers what it has read. */
const TURN_WITHIN_MS = 5_000;

/** What a command printed last reaches its log a moment after its end is recorded. */
const FLUSHED_WITHIN_MS = 250;
const JUST_ENDED_MS = 2_000;

/**
 * Says where a shell's output lies and what of it is new. A reader that means
 * to move the position asks for its turn (`exclusive`), and has it until it
 * commits or is gone.
 */
export const beginRead: RequestOf<'begin-read'> = {
  params: oneShell.extend({ exclusive: z.boolean() }),
  answer: async (context, params, caller) => {
    const { session, shellId, current } = await resolveShell(context, params.session, params.shell);
    const key = `${session.id}/${shellId}`;
    if (params.exclusive && !(await context.readTurns.begin(key, caller, TURN_WITHIN_MS))) {
      throw new ExpectedError('OUTPUT_BUSY', `Somebody else is reading ${shellId} right now.`, {
        hint: 'Try again when they have finished, or look without moving the position: --peek.',
      });
    }
    await untilFlushed(context, current());
    // Last: while a log is shortened, its offsets are ahead of it.
    await context.logCaps.whenAtRest(current().uid);
    const shell = current();
    const { position, start, fileBase, gapAt } = shell.output;
    const { status, exitCode, signal, endReason } = viewOf(context.locations, session, shell);
    return {
      sessionId: session.id,
      shellId,
      path: logPath(context.locations, session.id, shellId),
      position,
      start,
      fileBase,
      status,
      exitCode,
      signal,
      endReason,
      drained: context.shells.record(shell.uid) === undefined,
      gapTime: gapAt === undefined ? null : new Date(gapAt).toISOString(),
    };
  },
};

/** For a shell that has just ended: until its output has too, unless something else still holds it. */
async function untilFlushed({ shells }: SupervisorContext, { uid, state }: Shell): Promise<void> {
  if (!hasExited(state) || Date.now() - state.endedAt > JUST_ENDED_MS) return;
  await shells.changes.waitUntil(
    () => (shells.record(uid) === undefined ? true : undefined),
    FLUSHED_WITHIN_MS,
  );
}
