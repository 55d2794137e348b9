import { takeBytes, takeLines, type TakenOutput } from '../domain/take-output.js';
import { strayContinuation } from '../domain/utf8.js';
import { pausePoint } from '../os/pause-point.js';
import type { OutputSource } from '../protocol/requests.js';
import { sizeOfLog } from '../store/output-log.js';
import { findTail, readLog } from '../store/read-log.js';
import type { Context } from './context.js';
import { matchLines } from './filter-lines.js';

/** What is read, and whether the position moves: it does for `new` and `from-start`. */
export type ReadMode =
  | { readonly kind: 'new' }
  | { readonly kind: 'peek' }
  | { readonly kind: 'from-start' }
  | { readonly kind: 'tail'; readonly lines: number }
  /** From that offset on, whatever the position is. */
  | { readonly kind: 'at'; readonly offset: number };

export interface ReadOutputInput {
  /** `bash_3` or `SESSION/bash_3`. */
  readonly shell: string;
  readonly mode: ReadMode;
  /** Only lines that match; the others are passed over for good. */
  readonly filter?: RegExp | undefined;
  /** Most bytes to give out. */
  readonly maxBytes: number;
}

/** A piece of a shell's output. `from` and `to` are offsets in everything that it ever wrote. */
export interface OutputChunk {
  readonly source: OutputSource;
  readonly from: number;
  readonly to: number;
  /** Bytes before `from` that were never read, and are gone: the log is capped. */
  readonly droppedBytes: number;
  /** Bytes of a line that matched the filter and was longer than allowed: passed over as well. */
  readonly cutBytes: number;
  /**
   * The log ends before the place to read from: somebody else has shortened or replaced it. What is
   * there now is read from its beginning, and where the position moves, it moves back.
   */
  readonly isRewound: boolean;
  /** The offset after the last byte that was looked at; more than `to` where something was left. */
  readonly seen: number;
  /** There was more than was allowed at once. */
  readonly more: boolean;
  readonly output: Buffer;
}

const NEWLINE = 10;

/** A filter looks at this much at once, however little of it matches. */
const FILTERED_BYTES = 16 * 1024 * 1024;

/**
 * Reads a shell's output, and moves the position after `deliver` has handed it
 * on: a reader that is killed before sees the same bytes again. The bytes come
 * straight from the log, never through the supervisor.
 *
 * @throws {ShellNotFoundError}
 * @throws {ExpectedError} `OUTPUT_BUSY`, `LOG_MISSING`
 */
export async function readOutput(
  context: Context,
  input: ReadOutputInput,
  deliver: (chunk: OutputChunk) => Promise<void>,
): Promise<OutputChunk> {
  const { supervisor, session } = context;
  const moves = input.mode.kind === 'new' || input.mode.kind === 'from-start';
  const chunk = await readChunk(context, input, moves);
  await deliver(chunk);
  if (moves) {
    pausePoint('read: delivered');
    const { shellId, sessionId, position } = chunk.source;
    const shell = `${sessionId}/${shellId}`;
    await supervisor.request('commit-read', { session, shell, from: position, to: chunk.to });
  }
  return chunk;
}

async function readChunk(
  context: Context,
  input: ReadOutputInput,
  exclusive: boolean,
): Promise<OutputChunk> {
  const request = { session: context.session, shell: input.shell };
  for (;;) {
    const source = await context.supervisor.request('begin-read', { ...request, exclusive });
    const chunk = await readFrom(source, input);
    if (!mayBeTrimmed(source)) return chunk;
    // What was dropped while it was read would read as NULs: look again.
    const now = await context.supervisor.request('begin-read', { ...request, exclusive: false });
    if (now.start <= chunk.from && now.fileBase === source.fileBase) return chunk;
  }
}

async function readFrom(source: OutputSource, input: ReadOutputInput): Promise<OutputChunk> {
  const { path, fileBase, start } = source;
  const isOpen = source.status === 'running' || source.status === 'starting' || !source.drained;
  const wanted = await findBegin(source, input);
  const end = fileBase + sizeOfLog(path).bytes;
  const isRewound = wanted > end;
  const begin = isRewound ? (start <= end ? start : fileBase) : wanted;
  const limit = input.filter === undefined ? input.maxBytes : FILTERED_BYTES;
  // One byte more than is given out tells whether there is more.
  const read = await readLog(path, begin - fileBase, limit + 1);
  const isWhole = read.length <= limit;
  const isCutOff =
    (begin === start && start > 0) || (input.mode.kind === 'tail' && read.length >= input.maxBytes);
  const skipped = isCutOff ? strayContinuation(read) : 0;
  const bytes = read.subarray(skipped);
  const from = begin + skipped;
  const { output, consumed, cutBytes } = take(bytes, input, isOpen || !isWhole);
  const left = bytes.subarray(consumed);
  const isNewOrFirst = input.mode.kind !== 'tail';
  return {
    source,
    from,
    to: from + consumed,
    seen: from + bytes.length,
    droppedBytes: isNewOrFirst ? Math.max(0, from - wantedBegin(source, input)) : 0,
    cutBytes,
    isRewound,
    // What is not whole yet (a character, a line for a filter) is no more to be had now.
    more: !isWhole || (isOpen ? left.includes(NEWLINE) : left.length > 0),
    output,
  };
}

function take(bytes: Buffer, { filter, maxBytes }: ReadOutputInput, isOpen: boolean): TakenOutput {
  if (filter === undefined) return takeBytes(bytes, { maxBytes, isOpen });
  return takeLines(bytes, { maxBytes, isOpen }, (lines) => matchLines(filter, lines));
}

function wantedBegin({ position }: OutputSource, { mode }: ReadOutputInput): number {
  if (mode.kind === 'from-start') return 0;
  return mode.kind === 'at' ? mode.offset : position;
}

async function findBegin(source: OutputSource, input: ReadOutputInput): Promise<number> {
  const { path, fileBase, start } = source;
  const { mode, maxBytes } = input;
  if (mode.kind !== 'tail') return Math.max(wantedBegin(source, input), start);
  return fileBase + (await findTail(path, mode.lines, start - fileBase, maxBytes));
}

/** Whether the beginning of the log can be dropped while it is read. */
function mayBeTrimmed({ drained }: OutputSource): boolean {
  return !drained;
}
