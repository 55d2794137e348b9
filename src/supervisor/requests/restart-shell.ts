import { z } from 'zod';
import { parseShellUid, type ShellUid } from '../../domain/ids.js';
import { KillFailedError } from '../../domain/errors.js';
import type { Shell } from '../../domain/shell.js';
import { isLive } from '../../domain/shell-state.js';
import { platform } from '../../os/platform.js';
import type { RestartedShell, RestartShellParams, Surroundings } from '../../protocol/requests.js';
import type { OpenSession } from '../../store/open-session.js';
import type { RequestOf } from '../answer-request.js';
import { beginNextRun } from '../begin-next-run.js';
import { checkWorkingDirectory, findInterpreter } from '../check-start.js';
import type { SupervisorContext } from '../context.js';
import { milliseconds, oneShell, surroundings } from '../request-shapes.js';
import { type ResolvedShell, resolveShell } from '../resolve-shell.js';
import { recallSurroundings } from '../surroundings.js';
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
  const { from, surroundings: found } = findSurroundings(context, session, previous, params);
  findInterpreter(previous.interpreter, found.environment);
  const graceMs = params.graceMs ?? context.settings().killGraceMs;
  const { survivors } = await killOne(context, target, graceMs);
  const ended = target.current();
  if (isLive(ended.state)) throw new KillFailedError(ended.id, survivors);
  const started = await beginNextRun(context, session, ended, uid, found);
  return { ...toStartedShell(session, started), environmentFrom: from };
}

/** What the previous run had, as far as anybody still knows; else what the caller has. */
function findSurroundings(
  context: SupervisorContext,
  session: OpenSession,
  shell: Shell,
  caller: Surroundings,
): { from: RestartedShell['environmentFrom']; surroundings: Surroundings } {
  const { state } = shell;
  const remembered = recallSurroundings(context, session, shell);
  if (remembered !== undefined) return { from: 'previous-run', surroundings: remembered };
  const { environment, umask } = caller;
  // A supervisor that started later asks the process itself, while it is there.
  const own = state.status === 'running' ? platform.readEnvironment(state.process.pid) : undefined;
  return own === undefined
    ? { from: 'caller', surroundings: { environment, umask } }
    : { from: 'previous-run', surroundings: { environment: Object.fromEntries(own), umask } };
}
