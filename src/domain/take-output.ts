import { wholeCharacters } from './utf8.js';

/** A piece of output to give out. */
export interface TakenOutput {
  readonly output: Buffer;
  /** How many of the bytes it was taken from are dealt with. */
  readonly consumed: number;
  /** Of these, those that should have been given out, and are not: what a line has too much. */
  readonly cutBytes: number;
}

export interface TakeOptions {
  /** Most bytes to give out. */
  readonly maxBytes: number;
  /** More may follow what is there: what is not whole yet is left for later. */
  readonly isOpen: boolean;
}

const NEWLINE = 10;

/** Takes as much as allowed, without splitting a character. */
export function takeBytes(bytes: Buffer, { maxBytes, isOpen }: TakeOptions): TakenOutput {
  const isCut = bytes.length > maxBytes;
  const piece = isCut ? bytes.subarray(0, maxBytes) : bytes;
  const consumed = isCut || isOpen ? wholeCharacters(piece) : piece.length;
  return { output: piece.subarray(0, consumed), consumed, cutBytes: 0 };
}

/**
 * Takes the matching lines of what is there, as many as allowed. A line that
 * is not whole yet waits for its rest, unless it is longer than everything
 * that is allowed. A line that matches and is longer than that is cut.
 *
 * @param match - Says for each line, without its newline, whether it matches.
 */
export function takeLines(
  bytes: Buffer,
  { maxBytes, isOpen }: TakeOptions,
  match: (lines: readonly string[]) => readonly boolean[],
): TakenOutput {
  const ends: number[] = [];
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, end + 1))
    ends.push(end + 1);
  const last = ends.at(-1) ?? 0;
  const hasRest = last < bytes.length;
  if (hasRest && !isOpen) ends.push(bytes.length);
  else if (ends.length === 0 && bytes.length >= maxBytes) ends.push(wholeCharacters(bytes));

  const begins = [0, ...ends.slice(0, -1)];
  const lines = ends.map((end, index) => bytes.subarray(begins[index], end));
  const matches = match(lines.map((line) => line.toString('utf8').replace(/\r?\n$/, '')));
  const output: Buffer[] = [];
  let length = 0;
  let consumed = 0;
  let cutBytes = 0;
  for (const [index, line] of lines.entries()) {
    if (matches[index] === true) {
      if (length + line.length > maxBytes && length > 0) break;
      const fitting = cutLine(line, maxBytes);
      cutBytes += line.length - fitting.length;
      output.push(fitting);
      length += line.length;
    }
    consumed += line.length;
  }
  return { output: Buffer.concat(output), consumed, cutBytes };
}

/** A line that is cut keeps its newline, so that what follows is a line of its own. */
function cutLine(line: Buffer, maxBytes: number): Buffer {
  if (line.length <= maxBytes) return line;
  const newline = line.subarray(line.at(-1) === NEWLINE ? -1 : line.length);
  const room = maxBytes - newline.length;
  return Buffer.concat([takeBytes(line, { maxBytes: room, isOpen: false }).output, newline]);
}
