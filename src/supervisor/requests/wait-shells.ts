import { z } from 'zod';
import { isLive } from '../../domain/shell-state.js';
import type { RequestOf } from '../answer-request.js';
import { milliseconds, severalShells } from '../request-shapes.js';
import { resolveShell } from '../resolve-shell.js';
import { viewOf } from '../view-shells.js';

/** How often a shell is looked at whose end nobody may be left to record. */
const LOOK_AGAIN_MS = 1_000;

/** Answers when the shells have ended, or one of them, or when the time is up. */
export const waitShells: RequestOf<'wait-shells'> = {
  params: severalShells.extend({ any: z.boolean(), timeoutMs: milliseconds }),
  answer: async (context, params, caller) => {
    const targets = await Promise.all(
      params.shells.map((name) => resolveShell(context, params.session, name)),
    );
    const areOver = (): true | undefined => {
      const over = targets.filter(({ current }) => !isLive(current().state));
      return over.length === targets.length || (params.any && over.length > 0) ? true : undefined;
    };
    const deadline = Date.now() + params.timeoutMs;
    let over = areOver();
    while (over === undefined && Date.now() < deadline && !caller.gone.aborted) {
      const pauseMs = Math.min(LOOK_AGAIN_MS, deadline - Date.now());
      over = await context.shells.changes.waitUntil(areOver, pauseMs, caller.gone);
      if (over === undefined)
        await Promise.all(
          targets.map(({ current }) => context.reconciliation.settle(current().uid)),
        );
    }
    return {
      shells: targets.map(({ session, current }) => viewOf(context.locations, session, current())),
      timedOut: areOver() === undefined,
    };
  },
};
