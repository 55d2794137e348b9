import { z } from 'zod';
import { InvalidInputError } from '../../domain/errors.js';
import { quoteForPeople } from '../../domain/printable.js';
import type { EndReason } from '../../domain/run-policy.js';
import { isLive } from '../../domain/shell-state.js';
import { findSignal } from '../../os/signal-names.js';
import type { KilledShell, KillShellsParams, Survivor } from '../../protocol/requests.js';
import type { RequestOf } from '../answer-request.js';
import type { SupervisorContext } from '../context.js';
import { continueShim, endProcesses, sendSignal } from '../end-processes.js';
import { pausePoint } from '../../os/pause-point.js';
import { milliseconds, severalShells } from '../request-shapes.js';
import { resolveSession, type ResolvedShell, resolveShell } from '../resolve-shell.js';
import { viewOf } from '../view-shells.js';

/** How long the exit record of a killed shell may take. */
const RECORDED_WITHIN_MS = 3_000;

/** Ends shells with everything they started, or sends them one signal. One that has ended is no error. */
export const killShells: RequestOf<'kill-shells'> = {
  params: severalShells.extend({
    all: z.boolean(),
    except: z.array(z.string()),
    signal: z.string().optional(),
    graceMs: milliseconds.optional(),
  }),
  answer: async (context, params) => {
    const signal = params.signal === undefined ? undefined : parseSignal(params.signal);
    const graceMs = params.graceMs ?? context.settings().killGraceMs;
    const targets = await selectTargets(context, params);
    return Promise.all(
      targets.map((target) =>
        signal === undefined
          ? killForUser(context, target, graceMs)
          : signalOne(context, target, signal),
      ),
    );
  },
};

function parseSignal(text: string): NodeJS.Signals {
  const signal = findSignal(text);
  if (signal !== undefined) return signal;
  throw new InvalidInputError(
    `There is no signal ${quoteForPeople(text)}.`,
    'Name one that "kill -l" lists, such as HUP, INT, USR1 or TERM.',
    'SIGNAL_UNKNOWN',
  );
}

async function selectTargets(
  context: SupervisorContext,
  params: KillShellsParams,
): Promise<ResolvedShell[]> {
  const names = params.all ? await runningNames(context, params) : params.shells;
  // All of them, before any is touched: a wrong name kills nothing.
  const targets = await Promise.all(
    names.map((name) => resolveShell(context, params.session, name)),
  );
  const spared = await Promise.all(
    params.except.map((name) => resolveShell(context, params.session, name)),
  );
  return targets.filter(
    ({ session, shellId }) =>
      !spared.some((other) => other.session.id === session.id && other.shellId === shellId),
  );
}

async function runningNames(
  context: SupervisorContext,
  { session: selector }: KillShellsParams,
): Promise<string[]> {
  const session = await resolveSession(context, selector);
  return [...session.manifest.shells.values()]
    .filter(({ state }) => isLive(state))
    .map(({ id }) => `${session.id}/${id}`);
}

/** What a user has killed stays ended, whatever its policy says. */
async function killForUser(
  context: SupervisorContext,
  target: ResolvedShell,
  graceMs: number,
): Promise<KilledShell> {
  await context.policies.holdForUser(target.session, target.current());
  return killOne(context, target, graceMs);
}

/** Ends one shell. Meant to be told: the request is on disk before the first signal is sent. */
export async function killOne(
  context: SupervisorContext,
  target: ResolvedShell,
  graceMs: number,
  reason?: EndReason,
): Promise<KilledShell> {
  const { shells, reconciliation } = context;
  const { uid } = target.current();
  await shells.changes.waitUntil(
    () => (target.current().state.status === 'starting' ? undefined : true),
    RECORDED_WITHIN_MS,
  );
  // Also one that still does not say that it runs: its command may.
  if (isLive(target.current().state)) {
    await shells.apply(uid, {
      type: 'kill-requested',
      at: Date.now(),
      ...(reason === undefined ? {} : { reason }),
    });
    pausePoint('kill: requested');
  }
  const survivors = await endProcesses(target.current(), graceMs);
  await context.logCaps.whenAtRest(uid); // a writer that is stopped for it goes on by itself
  await continueShim(uid);
  pausePoint('kill: signalled');
  await shells.changes.waitUntil(
    () => (isLive(target.current().state) ? undefined : true),
    RECORDED_WITHIN_MS,
  );
  await reconciliation.settle(uid);
  await touch(context, target);
  return view(context, target, survivors);
}

async function signalOne(
  context: SupervisorContext,
  target: ResolvedShell,
  signal: NodeJS.Signals,
): Promise<KilledShell> {
  const { uid, state } = target.current();
  if (state.status === 'running') {
    await context.shells.apply(uid, { type: 'kill-requested', at: Date.now(), signal });
    await sendSignal(target.current(), signal);
  }
  return view(context, target, []);
}

async function touch(context: SupervisorContext, { session }: ResolvedShell): Promise<void> {
  const lastActive = new Date().toISOString();
  await context.shells.writeSoonerOrLater(
    session.update((manifest) => ({ ...manifest, lastActive })),
  );
  context.sessions.noteActivity(session);
}

function view(
  context: SupervisorContext,
  { session, shellId, current }: ResolvedShell,
  survivors: readonly Survivor[],
): KilledShell {
  const { status, exitCode, signal } = viewOf(context.locations, session, current());
  return { sessionId: session.id, shellId, status, exitCode, signal, survivors };
}
