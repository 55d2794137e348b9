import { ExpectedError } from '../../domain/errors.js';
import type { Shell } from '../../domain/shell.js';
import { isLive } from '../../domain/shell-state.js';
import { inputPath } from '../../store/locations.js';
import type { RequestOf } from '../answer-request.js';
import { oneShell } from '../request-shapes.js';
import { resolveShell } from '../resolve-shell.js';

/** Says where to write what is to be typed into a shell. */
export const openInput: RequestOf<'open-input'> = {
  params: oneShell,
  answer: async (context, params) => {
    const { session, shellId, current } = await resolveShell(context, params.session, params.shell);
    checkInput(current());
    return {
      sessionId: session.id,
      shellId,
      path: inputPath(context.locations, session.id, shellId),
    };
  },
};

/** @throws {ExpectedError} `NO_INPUT`, `SHELL_ENDED` */
export function checkInput({ id, input, state }: Shell): void {
  if (input === undefined) {
    throw new ExpectedError('NO_INPUT', `${id} was started without an input.`, {
      hint: 'Start it with --stdin, or with --tty for programs that want a terminal.',
    });
  }
  if (!isLive(state)) {
    throw new ExpectedError('SHELL_ENDED', `${id} has ended: nobody reads what is typed.`, {
      hint: `Run it again with "claude restart ${id}".`,
    });
  }
}
