import type { FileHandle } from 'node:fs/promises';
import type { JournalPart } from '../domain/journal-part.js';
import type { Message } from '../domain/message.js';
import { findMessages } from './find-messages.js';
import { openJournal } from './open-journal.js';

/** A longer line is lost: the API takes 32 MB in one request. */
const MAX_LINE_BYTES = 128 * 1024 ** 2;
const BLOCK_BYTES = 256 * 1024;
const NEWLINE = 10;

/**
 * Reads a journal part by part, with one line of it in memory at a time. Bytes
 * in which there is no message come as `lost`; a last line without its newline
 * counts when it is whole. What is appended meanwhile may be read or not.
 *
 * @param from - Where a line begins, such as the end of an earlier part or what `findJournalTail`
 *   returns.
 * @param maxLineBytes - What is longer is lost.
 * @returns Nothing where there is no journal.
 * @throws {ExpectedError} `JOURNAL_NOT_FILE`
 */
export async function* readJournal(
  path: string,
  { from = 0, maxLineBytes = MAX_LINE_BYTES }: { from?: number; maxLineBytes?: number } = {},
): AsyncGenerator<JournalPart> {
  const file = await openJournal(path);
  if (file === undefined) return;
  try {
    let last: Message | undefined;
    for await (const { begin, end, bytes } of readLines(file, from, maxLineBytes)) {
      if (bytes === undefined) yield { kind: 'lost', from: begin, to: end };
      for (const part of bytes === undefined ? [] : findMessages(bytes, begin, last)) {
        if (part.kind === 'message') last = part.message;
        yield part;
      }
    }
  } finally {
    await file.close();
  }
}

interface Line {
  readonly begin: number;
  /** Where its newline is, or the end of the file. */
  readonly end: number;
  /** `undefined` for a line that is too long. */
  readonly bytes: Buffer | undefined;
}

async function* readLines(
  file: FileHandle,
  from: number,
  maxLineBytes: number,
): AsyncGenerator<Line> {
  let begin = from;
  let pieces: Buffer[] = [];
  let offset = from;
  const lineTo = (end: number): Line => {
    const bytes = end - begin > maxLineBytes ? undefined : Buffer.concat(pieces);
    const line = { begin, end, bytes };
    begin = end + 1;
    pieces = [];
    return line;
  };
  for (;;) {
    const { bytesRead, buffer } = await file.read(
      Buffer.allocUnsafe(BLOCK_BYTES),
      0,
      BLOCK_BYTES,
      offset,
    );
    if (bytesRead === 0) break;
    const block = buffer.subarray(0, bytesRead);
    let at = 0;
    for (let newline; (newline = block.indexOf(NEWLINE, at)) !== -1; at = newline + 1) {
      pieces.push(block.subarray(at, newline));
      yield lineTo(offset + newline);
    }
    offset += bytesRead;
    // Of a line that is too long already nothing is kept.
    if (offset - begin <= maxLineBytes) pieces.push(block.subarray(at));
    else pieces = [];
  }
  if (offset > begin) yield lineTo(offset);
}
