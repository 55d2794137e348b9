import { z } from 'zod';
import { InvalidInputError } from '../../domain/errors.js';
import { withShell } from '../../domain/manifest.js';
import type { RequestOf } from '../answer-request.js';
import { oneShell } from '../request-shapes.js';
import { resolveShell } from '../resolve-shell.js';
import { viewOf } from '../view-shells.js';

const offset = z.int().min(0);

/**
 * Moves a shell's read position, if it still is where the reader found it:
 * after the reader has delivered what lies between. Ends the reader's turn.
 */
export const commitRead: RequestOf<'commit-read'> = {
  params: oneShell.extend({ from: offset, to: offset }),
  answer: async (context, { from, to, ...params }, caller) => {
    const { session, shellId, current } = await resolveShell(context, params.session, params.shell);
    try {
      const { position } = current().output;
      if (position !== from) return { committed: false, position };
      if (to === from) return { committed: true, position };
      if (to > viewOf(context.locations, session, current()).outputBytes) {
        throw new InvalidInputError(
          `${shellId} has not written ${to} bytes.`,
          'Commit what was read, not more.',
          'POSITION_OUT_OF_RANGE',
        );
      }
      const lastActive = new Date().toISOString();
      const shell = current();
      const read = { ...shell, output: { ...shell.output, position: to } };
      await context.shells.writeSoonerOrLater(
        session.update((manifest) => ({ ...withShell(manifest, read), lastActive })),
      );
      context.sessions.noteActivity(session);
      return { committed: true, position: to };
    } finally {
      context.readTurns.end(`${session.id}/${shellId}`, caller);
    }
  },
};
