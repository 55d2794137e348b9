import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { toCommandLine } from '../domain/command-line.js';
import type { RunPolicy } from '../domain/run-policy.js';
import type { InputKind } from '../domain/shell.js';
import type { LatestSession, NewShell } from '../protocol/requests.js';
import { readLatestSession } from '../store/project-index.js';
import type { Context } from './context.js';

export interface StartShellInput {
  /** One word is a command line; several are quoted, so that they arrive as they were typed. */
  readonly words: readonly string[];
  readonly name?: string | undefined;
  /** Relative to the current directory; left out: the session's own. */
  readonly cwd?: string | undefined;
  readonly set: Readonly<Record<string, string>>;
  readonly maxOutputBytes?: number | undefined;
  readonly policy?: RunPolicy | undefined;
  readonly input?: InputKind | undefined;
  /** A FIFO to which the interpreter writes its directory and environment when it ends. */
  readonly report?: string | undefined;
}

/** A busy machine may need long to start a command. */
const STARTED_WITHIN_MS = 60_000;

/**
 * Starts a command in the background. It goes on when everything else ends.
 * The start carries a uid of its own, so that asking again, after a connection
 * that broke, starts nothing twice.
 *
 * @throws {InvalidInputError} for a command or directory that cannot be run.
 * @throws {StartFailedError}
 */
export async function startShell(context: Context, input: StartShellInput): Promise<NewShell> {
  const { words, cwd, ...others } = input;
  return context.supervisor.request(
    'start-shell',
    {
      ...context.surroundings,
      session: context.session,
      latest: latestSession(context),
      uid: randomUUID(),
      command: toCommandLine(words),
      cwd: cwd === undefined ? undefined : resolve(cwd),
      ...others,
    },
    { deadlineMs: STARTED_WITHIN_MS },
  );
}

/** Looked up here, once: between two attempts of the same start another may become the latest. */
function latestSession({ locations, session }: Context): LatestSession | undefined {
  if (session.sessionId !== undefined) return undefined;
  return {
    sessionId: readLatestSession(locations, session.directory),
    newSessionId: randomUUID(),
  };
}
