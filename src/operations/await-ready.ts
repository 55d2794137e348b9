import { isLive } from '../domain/shell-state.js';
import type { ShellView } from '../domain/shell-view.js';
import type { PortHolder, StartedShell } from '../protocol/requests.js';
import type { Context } from './context.js';
import { matchLines } from './filter-lines.js';
import { untilEnded, untilSomethingHappens } from './follow-output.js';
import { readOutput } from './read-output.js';

/** What a shell has to do to count as ready. */
export type Readiness =
  /** Listens on this TCP port, or on any. */
  | { readonly kind: 'port'; readonly port: number | undefined }
  /** Prints this; `^` and `$` are the ends of a line, which need not be complete. */
  | { readonly kind: 'output'; readonly pattern: RegExp };

export interface ReadyResult {
  readonly isReady: boolean;
  readonly ports: readonly number[];
  /** When it was looked at last: whether it has ended meanwhile. */
  readonly status: ShellView['status'];
  /** Who else has the port that it was to listen on. */
  readonly holder?: PortHolder | undefined;
}

/** A pattern is looked for in this much of the latest output. */
const WINDOW_BYTES = 64 * 1024;

/** Waits until a shell that has been started is ready, has ended, or the time is up. */
export async function awaitReady(
  context: Context,
  started: StartedShell,
  readiness: Readiness,
  timeoutMs: number,
): Promise<ReadyResult> {
  const shell = `${started.sessionId}/${started.shellId}`;
  if (readiness.kind === 'port') {
    const { session } = context;
    return context.supervisor.request(
      'wait-port',
      { session, shell, port: readiness.port, timeoutMs },
      { deadlineMs: timeoutMs + 30_000 },
    );
  }
  const result = await awaitPattern(context, shell, readiness.pattern, timeoutMs);
  const { session } = context;
  const { ports } = await context.supervisor.request('wait-port', { session, shell, timeoutMs: 0 });
  return { ...result, ports };
}

async function awaitPattern(
  context: Context,
  shell: string,
  pattern: RegExp,
  timeoutMs: number,
): Promise<{ isReady: boolean; status: ShellView['status'] }> {
  const deadline = Date.now() + timeoutMs;
  const multiline = new RegExp(pattern.source, 'm');
  let offset = 0;
  let window = '';
  let ended: Promise<void> | undefined;
  for (;;) {
    const input = { shell, mode: { kind: 'at', offset }, maxBytes: WINDOW_BYTES } as const;
    const chunk = await readOutput(context, input, () => Promise.resolve());
    offset = chunk.to;
    window = (window + chunk.output.toString()).slice(-WINDOW_BYTES);
    const { status } = chunk.source;
    if (matchLines(multiline, [window])[0] === true) return { isReady: true, status };
    if (chunk.more) continue;
    if (!isLive(chunk.source) || Date.now() >= deadline) return { isReady: false, status };
    ended ??= untilEnded(context, chunk);
    await untilSomethingHappens(chunk, ended, deadline - Date.now());
  }
}
