import type { RequestOf } from '../answer-request.js';
import { endInputHolder } from '../input-holder.js';
import { oneShell } from '../request-shapes.js';
import { resolveShell } from '../resolve-shell.js';
import { checkInput } from './open-input.js';

/** Ends a shell's input. */
export const endInput: RequestOf<'end-input'> = {
  params: oneShell,
  answer: async (context, params) => {
    const { current } = await resolveShell(context, params.session, params.shell);
    checkInput(current());
    await endInputHolder(current().uid);
    return {};
  },
};
