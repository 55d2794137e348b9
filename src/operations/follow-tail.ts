import { setTimeout as delay } from 'node:timers/promises';
import { watchFile } from '../os/watch-file.js';
import { sizeOfLog } from '../store/output-log.js';
import type { Context } from './context.js';
import { type OutputChunk, type ReadMode, readOutput } from './read-output.js';

export interface FollowTailInput {
  /** `bash_3` or `SESSION/bash_3`. */
  readonly shell: string;
  /** How many of the last lines to begin with. */
  readonly lines: number;
  /** Most bytes to read at once. */
  readonly maxBytes: number;
}

/** The end of a shell's output, or what has been added to it since. */
export interface TailPiece {
  readonly text: string;
  /** Everything that was given out before is to be forgotten. */
  readonly isAnew: boolean;
}

/** However fast a shell writes, it is not read more often. */
const PAUSE_MS = 500;
/** A log that cannot be watched well is looked at this often. */
const LOOK_AGAIN_MS = 1_000;

/**
 * Gives out the last lines of a shell's output, and what follows, until
 * `signal` aborts; the end of the shell is no end, since it may be restarted.
 * Never moves the read position. Where more was written than may be read at
 * once, begins anew with the last lines: what lies between is passed over.
 *
 * @throws {ExpectedError} what the reading meets; nothing is tried again.
 */
export async function followTail(
  context: Context,
  { shell, lines, maxBytes }: FollowTailInput,
  onPiece: (piece: TailPiece) => void,
  signal: AbortSignal,
): Promise<void> {
  const tail: ReadMode = { kind: 'tail', lines };
  let mode: ReadMode = tail;
  while (!signal.aborted) {
    const chunk = await readOutput(context, { shell, mode, maxBytes }, nothingToDeliver);
    const hasJumped =
      mode.kind === 'at' && (chunk.more || chunk.droppedBytes > 0 || chunk.isRewound);
    if (hasJumped) {
      mode = tail;
      continue;
    }
    const isAnew = mode.kind === 'tail';
    if (isAnew || chunk.output.length > 0) onPiece({ text: chunk.output.toString('utf8'), isAnew });
    mode = { kind: 'at', offset: chunk.to };
    await pause(signal);
    await untilWritten(chunk, signal);
  }
}

/** Resolves as soon as the log is not as long as it was when it was read, or `signal` aborts. */
async function untilWritten({ source, seen }: OutputChunk, signal: AbortSignal): Promise<void> {
  const hasChanged = (): boolean => source.fileBase + sizeOfLog(source.path).bytes !== seen;
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (!signal.aborted && !hasChanged()) return;
      watch.close();
      clearInterval(timer);
      signal.removeEventListener('abort', look);
      resolve();
    };
    const watch = watchFile(source.path, look);
    const timer = setInterval(look, LOOK_AGAIN_MS);
    signal.addEventListener('abort', look);
    look();
  });
}

async function pause(signal: AbortSignal): Promise<void> {
  await delay(PAUSE_MS, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

function nothingToDeliver(): Promise<void> {
  return Promise.resolve();
}
