import { ExpectedError } from '../domain/errors.js';
import { isLive } from '../domain/shell-state.js';
import { type FileWatch, watchFile } from '../os/watch-file.js';
import { sizeOfLog } from '../store/output-log.js';
import type { Context } from './context.js';
import { type OutputChunk, readOutput, type ReadOutputInput } from './read-output.js';
import { waitShells } from './wait-shells.js';

/** A log that cannot be watched well is looked at this often. */
const LOOK_AGAIN_MS = 1_000;

/**
 * Reads on as output comes, until the shell has ended and everything is read.
 *
 * @param deliver - Gets each piece that is not empty; the position moves after it has resolved.
 * @param signal - Gives up following; what was delivered stays read.
 */
export async function followOutput(
  context: Context,
  input: ReadOutputInput,
  deliver: (chunk: OutputChunk) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const isGivenUp = (): boolean => signal?.aborted === true;
  const isWorthIt = async (chunk: OutputChunk): Promise<void> => {
    if (chunk.output.length > 0 || chunk.isRewound) await deliver(chunk);
  };
  let next = input;
  let ended: Promise<unknown> | undefined;
  for (;;) {
    const chunk = await readOutput(context, next, isWorthIt);
    if (isGivenUp() || (!isLive(chunk.source) && !chunk.more)) return;
    next = { ...input, mode: continued(input.mode, chunk), shell: nameOf(chunk) };
    ended ??= untilEnded(context, chunk);
    if (!chunk.more) await untilSomethingHappens(chunk, ended, Infinity, signal);
    if (isGivenUp()) return;
  }
}

/**
 * Reads as soon as there is something new, the shell has ended, or the time is
 * up; then `deliver` gets what there is, which may be nothing.
 */
export async function awaitOutput(
  context: Context,
  input: ReadOutputInput,
  waitMs: number,
  deliver: (chunk: OutputChunk) => Promise<void>,
): Promise<void> {
  const deadline = Date.now() + waitMs;
  let ended: Promise<unknown> | undefined;
  for (;;) {
    const isLast = Date.now() >= deadline;
    const isEnough = (read: OutputChunk): boolean =>
      isLast || read.output.length > 0 || read.isRewound || !isLive(read.source);
    const chunk = await readOutput(context, input, async (read) => {
      if (isEnough(read)) await deliver(read);
    });
    if (isEnough(chunk)) return;
    ended ??= untilEnded(context, chunk);
    await untilSomethingHappens(chunk, ended, deadline - Date.now());
  }
}

/** What follows after a first read: what is new, or, where the position does not move, what comes next. */
function continued(
  { kind }: ReadOutputInput['mode'],
  { to }: OutputChunk,
): ReadOutputInput['mode'] {
  return kind === 'new' || kind === 'from-start' ? { kind: 'new' } : { kind: 'at', offset: to };
}

function nameOf({ source }: OutputChunk): string {
  return `${source.sessionId}/${source.shellId}`;
}

/** One question for the whole time; it is given up when the connection is closed. */
export async function untilEnded(context: Context, chunk: OutputChunk): Promise<void> {
  try {
    await waitShells(context, { shells: [nameOf(chunk)], any: true });
  } catch (error) {
    // Whoever reads next meets the same failure, and tells of it.
    if (!(error instanceof ExpectedError)) throw error;
  }
}

/** Until the log changes, or the shell ends. */
export async function untilSomethingHappens(
  { source, seen }: OutputChunk,
  ended: Promise<unknown>,
  withinMs: number,
  signal?: AbortSignal,
): Promise<void> {
  let watch: FileWatch | undefined;
  let timer: NodeJS.Timeout | undefined;
  let giveUp = (): void => undefined;
  const changed = new Promise<void>((resolve) => {
    giveUp = resolve;
    watch = watchFile(source.path, resolve);
    timer = setTimeout(resolve, Math.min(withinMs, LOOK_AGAIN_MS));
    signal?.addEventListener('abort', giveUp);
    // What was written between the read and the watch.
    if (source.fileBase + sizeOfLog(source.path).bytes > seen) resolve();
  });
  await Promise.race([changed, ended]);
  watch?.close();
  clearTimeout(timer);
  signal?.removeEventListener('abort', giveUp);
}
