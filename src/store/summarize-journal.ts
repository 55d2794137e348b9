import type { FileHandle } from 'node:fs/promises';
import { isToolResult, textOf } from '../domain/message.js';
import { endsLine } from './ends-line.js';
import { openJournal } from './open-journal.js';
import { readJournal } from './read-journal.js';

/** What a list shows of a conversation, and how far into its journal that goes. */
export interface JournalSummary {
  /** Where the last line that was counted ends. */
  readonly bytes: number;
  readonly messages: number;
  /** The beginning of what the user typed first; `null` where nothing is found near the beginning. */
  readonly firstPrompt: string | null;
}

const BLOCK_BYTES = 256 * 1024;
const NEWLINE = 10;
const OPEN_BRACE = 123;
/** The first prompt is looked for in so much of the journal. */
const PROMPT_WITHIN_BYTES = 4 * 1024 ** 2;
const MAX_PROMPT_CHARACTERS = 200;
const NOTHING: JournalSummary = { bytes: 0, messages: 0, firstPrompt: null };

/**
 * Brings a summary up to date, reading only what was appended since. Each whole
 * line that begins with a brace counts as a message: they are not parsed.
 *
 * @param earlier - Of the same journal. Counted anew where the file is not one that has only grown
 *   since; whoever recovers a journal summarizes it anew.
 * @throws {ExpectedError} `JOURNAL_NOT_FILE`
 */
export async function summarizeJournal(
  path: string,
  earlier: JournalSummary = NOTHING,
): Promise<JournalSummary> {
  const file = await openJournal(path);
  if (file === undefined) return NOTHING;
  try {
    // Not so where the file is shorter than it was, or another one.
    const begin = (await endsLine(file, earlier.bytes)) ? earlier : NOTHING;
    const { bytes, messages } = await countLines(file, begin);
    const firstPrompt = begin.firstPrompt ?? (await findFirstPrompt(path, begin.bytes));
    return { bytes, messages, firstPrompt };
  } finally {
    await file.close();
  }
}

async function countLines(
  file: FileHandle,
  { bytes, messages }: JournalSummary,
): Promise<{ bytes: number; messages: number }> {
  const buffer = Buffer.allocUnsafe(BLOCK_BYTES);
  let counted = messages;
  let lineBegin = bytes;
  let isMessage = false;
  for (let offset = bytes; ;) {
    const { bytesRead } = await file.read(buffer, 0, BLOCK_BYTES, offset);
    if (bytesRead === 0) return { bytes: lineBegin, messages: counted };
    const block = buffer.subarray(0, bytesRead);
    for (let at = 0; at < bytesRead;) {
      if (offset + at === lineBegin) isMessage = block[at] === OPEN_BRACE;
      const newline = block.indexOf(NEWLINE, at);
      if (newline === -1) break;
      if (isMessage) counted += 1;
      at = newline + 1;
      lineBegin = offset + at;
    }
    offset += bytesRead;
  }
}

async function findFirstPrompt(path: string, from: number): Promise<string | null> {
  if (from > PROMPT_WITHIN_BYTES) return null;
  for await (const part of readJournal(path, { from })) {
    if (part.to > PROMPT_WITHIN_BYTES) return null;
    if (part.kind === 'lost' || part.message.role !== 'user') continue;
    if (part.message.content.some(isToolResult)) continue;
    const text = textOf(part.message).trim();
    // Not cut in the middle of an emoji.
    if (text !== '') return text.slice(0, MAX_PROMPT_CHARACTERS).replace(/\p{Surrogate}$/u, '');
  }
  return null;
}
