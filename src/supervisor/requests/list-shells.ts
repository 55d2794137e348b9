import { z } from 'zod';
import { ExpectedError, SessionNotFoundError } from '../../domain/errors.js';
import { shellNumber } from '../../domain/ids.js';
import { adviseOnLost } from '../../domain/lost-shells.js';
import { nextRunAt } from '../../domain/plan-restart.js';
import type { Shell } from '../../domain/shell.js';
import { isLive } from '../../domain/shell-state.js';
import type { ListShellsParams, PlannedRun } from '../../protocol/requests.js';
import type { OpenSession } from '../../store/open-session.js';
import type { RequestOf } from '../answer-request.js';
import type { SupervisorContext } from '../context.js';
import { measureShells } from '../measure-shells.js';
import { sessionSelector } from '../request-shapes.js';
import { resolveSession } from '../resolve-shell.js';
import { viewOf } from '../view-shells.js';

/** Lists shells, running ones first, then by age; what is said to run has been looked at. */
export const listShells: RequestOf<'list-shells'> = {
  params: z.object({ session: sessionSelector, all: z.boolean(), runningOnly: z.boolean() }),
  answer: async (context, params) => {
    const { sessions, notices } = await selectSessions(context, params);
    const live = sessions.flatMap(({ manifest }) =>
      [...manifest.shells.values()].filter(({ state }) => isLive(state)),
    );
    await Promise.all(live.map(({ uid }) => context.reconciliation.settle(uid)));

    const rows = sessions
      .flatMap((session) =>
        [...session.manifest.shells.values()].map((shell) => ({ session, shell })),
      )
      .filter(({ shell }) => !params.runningOnly || isLive(shell.state))
      .sort((a, b) => compare(a.shell, b.shell));
    const usages = await measureShells(rows.map(({ shell }) => shell));
    return {
      shells: rows.map(({ session, shell }) =>
        viewOf(context.locations, session, shell, usages.get(shell)),
      ),
      plannedRuns: rows.flatMap(({ session, shell }) => planOf(session, shell)),
      notices: [
        ...notices,
        ...sessions.flatMap((session) => session.takeNotices()),
        ...adviseOnLost(
          rows.map(({ session, shell }) => ({ sessionId: session.id, shell })),
          { withSession: params.all },
        ),
      ],
    };
  },
};

function planOf({ id }: OpenSession, shell: Shell): PlannedRun[] {
  const dueAt = nextRunAt(shell);
  if (dueAt === undefined) return [];
  return [{ sessionId: id, shellId: shell.id, time: new Date(dueAt).toISOString() }];
}

async function selectSessions(
  context: SupervisorContext,
  { session, all }: ListShellsParams,
): Promise<{ sessions: OpenSession[]; notices: string[] }> {
  if (!all) return { sessions: [await resolveSession(context, session)], notices: [] };
  const sessions: OpenSession[] = [];
  const notices: string[] = [];
  for (const sessionId of context.sessions.listIds()) {
    try {
      sessions.push(await context.sessions.find(sessionId));
    } catch (error) {
      if (error instanceof SessionNotFoundError) continue; // it is gone since they were listed
      if (!(error instanceof ExpectedError)) throw error;
      notices.push(error.message);
    }
  }
  return { sessions, notices };
}

function compare(a: Shell, b: Shell): number {
  const running = Number(isLive(b.state)) - Number(isLive(a.state));
  if (running !== 0) return running;
  return a.state.startedAt - b.state.startedAt || shellNumber(a.id) - shellNumber(b.id);
}
