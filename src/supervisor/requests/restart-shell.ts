import { z } from 'zod';
import { parseShellUid, type ShellUid } from '../../domain/ids.js';
import { transition } from '../../domain/lifecycle.js';
import { withShell } from '../../domain/manifest.js';
import { type Shell, withRunArchived } from '../../domain/shell.js';
import { platform } from '../../os/platform.js';
import type { RestartedShell, RestartShellParams, Surroundings } from '../../protocol/requests.js';
import type { RequestOf } from '../answer-request.js';
import { checkWorkingDirectory, findInterpreter } from '../check-start.js';
import type { SupervisorContext } from '../context.js';
import { milliseconds, oneShell, surroundings } from '../request-shapes.js';
import { type ResolvedShell, resolveShell } from '../resolve-shell.js';
import { startRun } from '../start-run.js';
import { killOne } from './kill-shells.js';
import { toStartedShell } from './start-shell.js';

/** Ends a shell if it runs, and runs its command again under the same id, added to the same log. */
export const restartShell: RequestOf<'restart-shell'> = {
  params: oneShell.extend({
    ...surroundings.shape,
    uid: z.string(),
    graceMs: milliseconds.optional(),
  }),
  answer: async (context, params) => {
    const uid = parseShellUid(params.uid);
    const target = await resolveShell(context, params.session, params.shell);
    const key = `${target.session.id}/${target.shellId}`;
    const restarting = restartsUnderWay.get(key) ?? restartOnce(context, target, uid, params);
    restartsUnderWay.set(key, restarting);
    try {
      return await restarting;
    } finally {
      restartsUnderWay.delete(key);
    }
  },
};

/** Two who ask at once get one restart. */
const restartsUnderWay = new Map<string, Promise<RestartedShell>>();

async function restartOnce(
  context: SupervisorContext,
  target: ResolvedShell,
  uid: ShellUid,
  params: RestartShellParams,
): Promise<RestartedShell> {
  const { session } = target;
  const previous = target.current();
  // This very run is there already: the client asks again, since the connection broke.
  if (previous.uid === uid)
    return { ...toStartedShell(session, previous), environmentFrom: 'previous-run' };

  checkWorkingDirectory(previous.cwd);
  const { from, surroundings: found } = findSurroundings(context, previous, params);
  const interpreter = findInterpreter(previous.interpreter, found.environment);
  await killOne(context, target, params.graceMs ?? context.settings().killGraceMs);

  const ended = target.current();
  const restarted: Shell = {
    ...ended,
    uid,
    interpreter,
    state: transition(ended.state, { type: 'restarted', at: Date.now() }),
    runs: ended.runs + 1,
    pastRuns: withRunArchived(ended),
  };
  const lastActive = new Date().toISOString();
  try {
    await session.update((manifest) => ({ ...withShell(manifest, restarted), lastActive }));
    context.sessions.noteActivity(session);
    const started = await startRun(context, session, restarted, found);
    return { ...toStartedShell(session, started), environmentFrom: from };
  } catch (error) {
    if (target.current().uid === uid && target.current().state.status === 'starting')
      await session.updateShell(ended.id, () => ended);
    throw error;
  }
}

/** What the previous run had, as far as anybody still knows; else what the caller has. */
function findSurroundings(
  context: SupervisorContext,
  { uid, state }: Shell,
  caller: Surroundings,
): { from: RestartedShell['environmentFrom']; surroundings: Surroundings } {
  const remembered = context.environments.recall(uid);
  if (remembered !== undefined) return { from: 'previous-run', surroundings: remembered };
  const { environment, umask } = caller;
  // A supervisor that started later asks the process itself, while it is there.
  const own = state.status === 'running' ? platform.readEnvironment(state.process.pid) : undefined;
  return own === undefined
    ? { from: 'caller', surroundings: { environment, umask } }
    : { from: 'previous-run', surroundings: { environment: Object.fromEntries(own), umask } };
}
