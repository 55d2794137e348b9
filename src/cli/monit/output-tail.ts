/** The last lines that a shell printed, as it printed them. */
export interface OutputTail {
  readonly lines: readonly string[];
  /** The line that has not ended yet. */
  readonly rest: string;
}

export const NO_OUTPUT: OutputTail = { lines: [], rest: '' };

/** No more of a line is kept: no terminal shows more of it. */
const MAX_LINE_LENGTH = 4_096;

/** Adds what came, and keeps the last `maxLines` lines. */
export function appendOutput(tail: OutputTail, text: string, maxLines: number): OutputTail {
  const lines = `${tail.rest}${text}`.split('\n');
  const rest = lines.pop() ?? '';
  const added = lines.slice(-maxLines).map((line) => shorten(overwrite(line.replace(/\r+$/, ''))));
  return { lines: [...tail.lines, ...added].slice(-maxLines), rest: shorten(overwrite(rest)) };
}

/** The last `count` lines, with the one that has not ended yet, if anything stands in it. */
export function lastLines({ lines, rest }: OutputTail, count: number): readonly string[] {
  if (count < 1) return [];
  return (rest === '' ? lines : [...lines, rest]).slice(-count);
}

/** A carriage return begins the line again, as progress bars do; one at the end waits for what follows. */
function overwrite(line: string): string {
  const last = line.search(/\r+$/);
  const end = last === -1 ? line.length : last;
  return line.slice(line.lastIndexOf('\r', end - 1) + 1);
}

function shorten(line: string): string {
  return line.length > MAX_LINE_LENGTH ? line.slice(0, MAX_LINE_LENGTH) : line;
}
