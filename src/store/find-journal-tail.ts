import { openJournal } from './open-journal.js';

const BLOCK_BYTES = 64 * 1024;
const NEWLINE = 10;

/**
 * Finds where the last messages of a journal begin, for `readJournal`, reading
 * it from its end: the cost is that of what is found, however long it is.
 *
 * @param messages - How many, at most; 1 or more.
 * @param maxBytes - Fewer where these take more, but never less than the last one, whole.
 * @returns The beginning of a line; 0 where all is asked for, or there is no journal.
 * @throws {ExpectedError} `JOURNAL_NOT_FILE`
 */
export async function findJournalTail(
  path: string,
  { messages, maxBytes = Infinity }: { messages: number; maxBytes?: number },
): Promise<number> {
  const file = await openJournal(path);
  if (file === undefined) return 0;
  try {
    const { size } = await file.stat();
    const buffer = Buffer.allocUnsafe(BLOCK_BYTES);
    let found: number | undefined;
    let lines = 0;
    for (let end = size; end > 0;) {
      const begin = Math.max(0, end - BLOCK_BYTES);
      const { bytesRead } = await file.read(buffer, 0, end - begin, begin);
      for (let at = bytesRead; (at = buffer.subarray(0, at).lastIndexOf(NEWLINE)) !== -1;) {
        const lineBegin = begin + at + 1;
        // The newline at the very end closes the last line, and begins none.
        if (lineBegin === size) continue;
        if (found !== undefined && size - lineBegin > maxBytes) return found;
        found = lineBegin;
        lines += 1;
        if (lines === messages) return found;
      }
      if (found !== undefined && size - begin > maxBytes) return found;
      end = begin;
    }
    return 0;
  } finally {
    await file.close();
  }
}
