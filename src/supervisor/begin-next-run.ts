import type { ShellUid } from '../domain/ids.js';
import { transition } from '../domain/lifecycle.js';
import { withShell } from '../domain/manifest.js';
import { type Shell, withRunArchived } from '../domain/shell.js';
import type { Surroundings } from '../protocol/requests.js';
import type { OpenSession } from '../store/open-session.js';
import { checkWorkingDirectory, findInterpreter } from './check-start.js';
import type { SupervisorContext } from './context.js';
import { startRun } from './start-run.js';

/**
 * Runs the command of a shell that has ended again: same id, same log, a uid
 * of its own. When it cannot be started, the shell stays as it was.
 *
 * @throws {InvalidInputError} when its directory or interpreter is gone.
 * @throws {StartFailedError}
 */
export async function beginNextRun(
  context: SupervisorContext,
  session: OpenSession,
  ended: Shell,
  uid: ShellUid,
  surroundings: Surroundings,
): Promise<Shell> {
  checkWorkingDirectory(ended.cwd);
  const interpreter = findInterpreter(ended.interpreter, surroundings.environment);
  const next: Shell = {
    ...withoutHold(ended),
    uid,
    interpreter,
    state: transition(ended.state, { type: 'restarted', at: Date.now() }),
    runs: ended.runs + 1,
    pastRuns: withRunArchived(ended),
  };
  const lastActive = new Date().toISOString();
  try {
    await session.update((manifest) => ({ ...withShell(manifest, next), lastActive }));
    context.sessions.noteActivity(session);
    return await startRun(context, session, next, surroundings);
  } catch (error) {
    const now = session.shell(ended.id);
    if (now?.uid === uid && now.state.status === 'starting')
      await session.updateShell(ended.id, () => ended);
    throw error;
  }
}

/** A shell that is started is no longer held, whatever held it. */
function withoutHold(shell: Shell): Shell {
  const released: { held?: string } & Shell = { ...shell };
  delete released.held;
  return released;
}
