import type { JournalPart } from '../domain/journal-part.js';
import type { Message } from '../domain/message.js';
import { decodeMessage } from './message-codec.js';

const [QUOTE, BACKSLASH, OPEN, CLOSE] = Buffer.from('"\\{}');
/** What every line that we write begins with. */
const BEGINNING = Buffer.from('{"uuid":');

/**
 * Reads one line of a journal. Where it is no message, looks for messages in
 * it: behind a run of NULs, or behind what a crash has left of another one when
 * the newline between the two is lost.
 *
 * @param offset - Where the line begins in the file.
 * @param before - The last message before it.
 * @returns What is in it, without gaps and in order; nothing for an empty line.
 */
export function findMessages(
  line: Buffer,
  offset: number,
  before: Message | undefined,
): JournalPart[] {
  const parts: JournalPart[] = [];
  let last = before;
  let cursor = 0;
  const take = (begin: number, end: number): boolean => {
    const decoded = decodeMessage(line.subarray(begin, end), last, offset + begin);
    if (decoded === undefined) return false;
    // Between two messages there is always something lost, if only the newline.
    if (begin > 0) lose(begin);
    parts.push({ kind: 'message', from: offset + begin, to: offset + end, ...decoded });
    last = decoded.message;
    cursor = end;
    return true;
  };
  const lose = (end: number): void => {
    parts.push({ kind: 'lost', from: offset + cursor, to: offset + end });
  };

  if (isBlank(line) || take(0, line.length)) return parts;
  // A line full of beginnings without an end must not cost their number times its length.
  let budget = 4 * line.length;
  for (let begin = line.indexOf(OPEN ?? 0); begin !== -1 && budget > 0;) {
    const end = endOfObject(line, begin);
    budget -= (end ?? line.length) - begin;
    if (end !== undefined) take(begin, end);
    begin = line.indexOf(BEGINNING, Math.max(cursor, begin + 1));
  }
  if (cursor < line.length) lose(line.length);
  return parts;
}

/** Behind the brace that closes the one at `begin`; `undefined` when none does. */
function endOfObject(line: Buffer, begin: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = begin; at < line.length; at += 1) {
    const byte = line[at];
    if (inString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN) depth += 1;
    else if (byte === CLOSE) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

/** Nothing but spaces, tabs, carriage returns and newlines. */
function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 32 || byte === 9 || byte === 13 || byte === 10);
}
