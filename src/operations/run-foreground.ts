import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { parseReport } from '../domain/report-on-exit.js';
import { closeFifo, drainFifo, openFifo } from '../os/fifo.js';
import { makeFifo } from '../os/make-fifo.js';
import { removeFile } from '../store/remove-file.js';
import type { ShellView } from '../domain/shell-view.js';
import type { StartedShell } from '../protocol/requests.js';
import type { Context } from './context.js';
import { followOutput } from './follow-output.js';
import { killShells } from './kill-shells.js';
import type { OutputChunk } from './read-output.js';
import { startShell, type StartShellInput } from './start-shell.js';
import { waitShells } from './wait-shells.js';

export interface RunForegroundInput extends StartShellInput {
  /** Goes on in the background after this long. */
  readonly backgroundAfterMs?: number | undefined;
}

export interface ForegroundHooks {
  /** Gets the shell as soon as it runs. */
  readonly onStarted: (shell: StartedShell) => void;
  readonly deliver: (chunk: OutputChunk) => Promise<void>;
}

/** How it ended, or that it goes on in the background. */
export type ForegroundEnd =
  | { readonly kind: 'ended'; readonly shell: ShellView }
  | { readonly kind: 'in-background'; readonly shell: StartedShell };

const MOST_BYTES_AT_ONCE = 256 * 1024;

/**
 * Runs a command and hands its output on as it comes. It is a shell like any
 * other: when this process ends, it goes on. Where its interpreter ended, and
 * what it exported, holds for the session's next command.
 */
export async function runForeground(
  context: Context,
  { backgroundAfterMs, ...input }: RunForegroundInput,
  hooks: ForegroundHooks,
): Promise<ForegroundEnd> {
  const report = join(context.locations.runtime, `report-${randomUUID()}`);
  // The supervisor makes our directories; without one there is none to put the report into.
  await context.supervisor.request('status', {});
  await makeFifo(report);
  const descriptor = openFifo(report);
  try {
    const started = await startShell(context, { ...input, report });
    hooks.onStarted(started);
    const shell = `${started.sessionId}/${started.shellId}`;
    const limit = new AbortController();
    const timer =
      backgroundAfterMs === undefined
        ? undefined
        : setTimeout(() => {
            limit.abort();
          }, backgroundAfterMs);
    const reading = { shell, mode: { kind: 'new' }, maxBytes: MOST_BYTES_AT_ONCE } as const;
    await followOutput(context, reading, hooks.deliver, limit.signal);
    clearTimeout(timer);
    if (limit.signal.aborted) return { kind: 'in-background', shell: started };
    await carryOver(context, shell, drainFifo(descriptor));
    const [ended] = (await waitShells(context, { shells: [shell], any: true })).shells;
    if (ended === undefined) throw new Error(`${shell} is not known any more`);
    return { kind: 'ended', shell: ended };
  } finally {
    closeFifo(descriptor);
    removeFile(report);
  }
}

/** Passes a signal on to everything the command started. */
export async function passSignal(
  context: Context,
  { sessionId, shellId }: StartedShell,
  signal: string,
): Promise<void> {
  const shells = [`${sessionId}/${shellId}`];
  await killShells(context, { shells, all: false, except: [], signal });
}

/** Ends it at once, as the second Ctrl-C means. */
export async function endNow(
  context: Context,
  { sessionId, shellId }: StartedShell,
): Promise<void> {
  const shells = [`${sessionId}/${shellId}`];
  await killShells(context, { shells, all: false, except: [], graceMs: 0 });
}

async function carryOver(context: Context, shell: string, bytes: Buffer): Promise<void> {
  const report = parseReport(bytes.toString());
  if (report === undefined) return; // an interpreter that reports nothing, or was killed
  const { session } = context;
  await context.supervisor.request('carry-surroundings', { session, shell, ...report });
}
