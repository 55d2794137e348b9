import {
  AmbiguousShellError,
  NoSessionHereError,
  SessionNotFoundError,
  ShellNotFoundError,
} from '../domain/errors.js';
import { parseSessionId, parseShellReference, type ShellId } from '../domain/ids.js';
import type { Shell } from '../domain/shell.js';
import { isLive } from '../domain/shell-state.js';
import type { SessionSelector } from '../protocol/requests.js';
import type { OpenSession } from '../store/open-session.js';
import type { SupervisorContext } from './context.js';

/** A shell that a request named, and the session in which it was found. */
export interface ResolvedShell {
  readonly session: OpenSession;
  readonly shellId: ShellId;
  /** As it is now; a value taken earlier may be out of date. */
  readonly current: () => Shell;
}

/**
 * The session that is named, else the latest of the directory.
 *
 * @throws {SessionNotFoundError}
 * @throws {NoSessionHereError}
 */
export async function resolveSession(
  context: SupervisorContext,
  { sessionId, directory }: SessionSelector,
): Promise<OpenSession> {
  return sessionId === undefined
    ? context.sessions.findLatest(directory)
    : context.sessions.find(parseSessionId(sessionId));
}

/** The same, and `undefined` where there is no such session. */
export async function resolveSessionIfThere(
  context: SupervisorContext,
  selector: SessionSelector,
): Promise<OpenSession | undefined> {
  try {
    return await resolveSession(context, selector);
  } catch (error) {
    if (error instanceof SessionNotFoundError || error instanceof NoSessionHereError)
      return undefined;
    throw error;
  }
}

/**
 * Finds a shell by its name: in the session it names, else in the current
 * session, else in the one other session that has it running. If it is
 * recorded as live, it has been made sure that it still is.
 *
 * @param name - `bash_3` or `SESSION/bash_3`.
 * @throws {ShellNotFoundError}
 * @throws {AmbiguousShellError} when several other sessions have it running.
 */
export async function resolveShell(
  context: SupervisorContext,
  selector: SessionSelector,
  name: string,
): Promise<ResolvedShell> {
  const { sessionId, shellId } = parseShellReference(name);
  const session =
    sessionId === undefined
      ? await findHolder(context, selector, shellId)
      : await context.sessions.find(sessionId);
  const current = (): Shell => {
    const shell = session.shell(shellId);
    if (shell === undefined) throw new ShellNotFoundError(shellId, session.id);
    return shell;
  };
  if (isLive(current().state)) await context.reconciliation.settle(current().uid);
  return { session, shellId, current };
}

async function findHolder(
  context: SupervisorContext,
  selector: SessionSelector,
  shellId: ShellId,
): Promise<OpenSession> {
  const session = await resolveSessionIfThere(context, selector);
  if (session?.shell(shellId) !== undefined) return session;
  const candidates = context.shells.sessionsWith(shellId);
  const [only, ...others] = candidates;
  if (only === undefined) throw new ShellNotFoundError(shellId, session?.id);
  if (others.length > 0) {
    throw new AmbiguousShellError(
      shellId,
      candidates.map((candidate) => `${candidate}/${shellId}`),
    );
  }
  return context.sessions.find(only);
}
