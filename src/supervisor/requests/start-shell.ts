import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { toCommandLine } from '../../domain/command-line.js';
import { StartFailedError } from '../../domain/errors.js';
import { parseSessionId, parseShellUid, type ShellUid } from '../../domain/ids.js';
import { withNextShellId, withShell } from '../../domain/manifest.js';
import { LOST_BEFORE_START } from '../../domain/reconcile.js';
import type { Shell } from '../../domain/shell.js';
import type { NewShell, StartedShell, StartShellParams } from '../../protocol/requests.js';
import type { OpenSession } from '../../store/open-session.js';
import { policySchema } from '../../store/shell-codec.js';
import type { RequestOf } from '../answer-request.js';
import { checkWorkingDirectory, findInterpreter } from '../check-start.js';
import type { SupervisorContext } from '../context.js';
import { pausePoint } from '../../os/pause-point.js';
import { resolveSessionIfThere } from '../resolve-shell.js';
import { sessionSelector, surroundings } from '../request-shapes.js';
import { startRun } from '../start-run.js';

/** Starts a command in a session, which is made where there is none. The same uid twice starts one shell. */
export const startShell: RequestOf<'start-shell'> = {
  params: surroundings.extend({
    session: sessionSelector,
    latest: z.object({ sessionId: z.string().optional(), newSessionId: z.string() }).optional(),
    uid: z.string(),
    command: z.string(),
    cwd: z.string().startsWith('/').max(4096).optional(),
    set: z.record(z.string().min(1), z.string()),
    name: z.string().min(1).max(200).optional(),
    maxOutputBytes: z.int().min(4096).optional(),
    policy: policySchema.optional(),
    report: z.string().startsWith('/').max(4096).optional(),
    input: z.enum(['stdin', 'tty']).optional(),
  }),
  answer: async (context, params) => {
    const uid = parseShellUid(params.uid);
    const starting = startsUnderWay.get(uid) ?? startOnce(context, uid, params);
    startsUnderWay.set(uid, starting);
    try {
      return await starting;
    } finally {
      startsUnderWay.delete(uid);
    }
  },
};

/** A client that lost its connection may ask again while the first start is still under way. */
const startsUnderWay = new Map<ShellUid, Promise<NewShell>>();

async function startOnce(
  context: SupervisorContext,
  uid: ShellUid,
  params: StartShellParams,
): Promise<NewShell> {
  const settings = context.settings();
  const command = toCommandLine([params.command]);
  const existing = await findSession(context, uid, params);
  const known = shellOf(existing, uid);
  if (existing !== undefined && known !== undefined) {
    await context.reconciliation.settle(uid);
    const settled = existing.shell(known.id) ?? known;
    // Recorded, but the supervisor died before it was forked: nothing has run yet.
    const neverForked =
      settled.state.status === 'lost' && settled.state.reason === LOST_BEFORE_START;
    if (!neverForked) return toNewShell(existing, settled);
  }

  // Everything that can be wrong is looked at before anything is made.
  const environment = environmentFor(context, existing, params);
  const cwd = params.cwd ?? existing?.manifest.cwd ?? params.session.directory;
  checkWorkingDirectory(cwd);
  const interpreter = findInterpreter(settings.interpreter, environment);

  const session = existing ?? (await createSession(context, params));
  const { id, manifest } = withNextShellId(session.manifest);
  const shell: Shell = {
    id: known?.id ?? id,
    uid,
    command,
    cwd,
    ...(params.name === undefined ? {} : { name: params.name }),
    interpreter,
    state: { status: 'starting', startedAt: Date.now() },
    output: {
      position: 0,
      start: 0,
      fileBase: 0,
      maxBytes: params.maxOutputBytes ?? settings.maxOutputBytes,
    },
    runs: 1,
    pastRuns: [],
    ...(params.input === undefined ? {} : { input: params.input }),
    ...(params.policy === undefined ? {} : { policy: params.policy }),
  };
  pausePoint('start: nothing recorded');
  const lastActive = new Date().toISOString();
  try {
    await session.update(() => ({
      ...withShell(known === undefined ? manifest : session.manifest, shell),
      lastActive,
    }));
    context.sessions.noteActivity(session);
    pausePoint('start: manifest written');
    const { umask } = params;
    const started = await startRun(context, session, shell, { environment, umask }, params.report);
    return toNewShell(session, failIfItNeverRan(started));
  } catch (error) {
    if (session.shell(shell.id)?.state.status === 'starting')
      await takeBack(context, session, shell);
    throw error;
  }
}

/** A client that asks again means the session it asked for first, whichever is the latest by now. */
async function findSession(
  context: SupervisorContext,
  uid: ShellUid,
  { session, latest }: StartShellParams,
): Promise<OpenSession | undefined> {
  const holder = context.shells.record(uid)?.sessionIds[0];
  const named =
    session.sessionId === undefined
      ? [latest?.newSessionId, latest?.sessionId]
      : [session.sessionId];
  for (const sessionId of [holder, ...named]) {
    if (sessionId === undefined) continue;
    const found = await resolveSessionIfThere(context, { ...session, sessionId });
    if (found !== undefined) return found;
  }
  return session.sessionId === undefined ? resolveSessionIfThere(context, session) : undefined;
}

function shellOf(session: OpenSession | undefined, uid: ShellUid): Shell | undefined {
  return [...(session?.manifest.shells.values() ?? [])].find((shell) => shell.uid === uid);
}

async function createSession(
  context: SupervisorContext,
  { session: { sessionId, directory }, latest }: StartShellParams,
): Promise<OpenSession> {
  if (sessionId !== undefined)
    return context.sessions.findOrCreate(parseSessionId(sessionId), directory);
  return context.sessions.findLatestOrCreate(directory, () =>
    parseSessionId(latest?.newSessionId ?? randomUUID()),
  );
}

/** The caller's environment, then the session's changes to it, then what was asked for this shell. */
function environmentFor(
  context: SupervisorContext,
  session: OpenSession | undefined,
  { environment, set }: StartShellParams,
): Record<string, string> {
  const changes = session?.manifest.environment;
  const unset = new Set(changes?.unset);
  const kept = Object.entries(environment).filter(([name]) => !unset.has(name));
  const secrets = session === undefined ? {} : context.secrets.of(session.id);
  return { ...Object.fromEntries(kept), ...changes?.set, ...secrets, ...set };
}

/** The shim ends with 111 when it cannot record that the command starts; it then never does. */
function failIfItNeverRan(shell: Shell): Shell {
  const { state } = shell;
  if (state.status !== 'failed' || state.pid !== 0) return shell;
  throw new StartFailedError('START_FAILED', `${shell.id} could not be started.`, {
    hint: 'Check the space on the disk and the limits ("ulimit -a"), and try again.',
  });
}

async function takeBack(
  context: SupervisorContext,
  session: OpenSession,
  { id }: Shell,
): Promise<void> {
  try {
    await session.update((manifest) => {
      const shells = new Map(manifest.shells);
      shells.delete(id);
      return { ...manifest, shells };
    });
  } catch (error) {
    context.log.write(`${session.id}/${id} could not be taken back yet: ${String(error)}`);
  }
}

export function toStartedShell(session: OpenSession, shell: Shell): StartedShell {
  const { state } = shell;
  return {
    sessionId: session.id,
    shellId: shell.id,
    uid: shell.uid,
    command: shell.command,
    cwd: shell.cwd,
    status: state.status,
    pid: state.status === 'running' ? state.process.pid : 'pid' in state ? state.pid : null,
    startTime: new Date(state.startedAt).toISOString(),
  };
}

function toNewShell(session: OpenSession, shell: Shell): NewShell {
  const { id, command, cwd } = shell;
  const sameAs = [...session.manifest.shells.values()]
    .filter((other) => other.id !== id && other.state.status === 'running')
    .filter((other) => other.command === command && other.cwd === cwd)
    .map((other) => other.id);
  return { ...toStartedShell(session, shell), sameAs };
}
