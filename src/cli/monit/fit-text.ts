import stringWidth from 'string-width';

/** One column each: ASCII, and what rules, bars and cut texts are drawn with. */
const PLAIN = /^[\u0020-\u007e\u2013\u2026\u203a\u2190-\u2193\u2500-\u259f]*$/;
const TAB_STOP = 8;
const RESET = '\u001b[0m';

/**
 * Escape sequences as ECMA-48 has them: control sequences (`CSI … final`),
 * strings up to their end (titles, links, pictures), and short ones. The last
 * alternative is all that is left of one that was cut off.
 */
const ESCAPE =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*(?:[@-~]|$)|(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c|$)|\u001b[ -/]*(?:[0-~]|$)|\u001b/g;
/** The one kind that may stay: colours and weights. */
const COLOUR = /^\u001b\[[0-9;:]*m$/;
/** Control characters other than a tab, and what turns the direction of writing. */
const CONTROL =
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Makes a line that a program printed safe to show in `width` columns: it
 * cannot move the cursor, change the title or run on into the next line. Tabs
 * become spaces; colours stay when `withColours`, and end with the line.
 */
export function fitOutputLine(
  line: string,
  width: number,
  { withColours }: { readonly withColours: boolean },
): string {
  if (PLAIN.test(line)) return fitText(line, width);
  const pieces = readPieces(line);
  const length = pieces.reduce((sum, { text }) => sum + widthOf(text), 0);
  const isCut = length > width;
  let room = isCut ? width - 1 : width;
  let result = '';
  let isColoured = false;
  for (const { text, escape } of pieces) {
    const taken = takeColumns(text, room);
    result += taken;
    room -= widthOf(taken);
    if (taken !== text) break;
    if (withColours && COLOUR.test(escape)) {
      result += escape;
      isColoured = true;
    }
  }
  return `${result}${isCut && width > 0 ? '…' : ''}${isColoured ? RESET : ''}`;
}

/** Cuts a text without escape sequences to `width` columns, with `…` where something is left out. */
export function fitText(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  return width < 1 ? '' : `${takeColumns(text, width - 1)}…`;
}

/** Cut or filled up to exactly `width` columns. */
export function padText(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const fitted = fitText(text, width);
  const blanks = ' '.repeat(Math.max(0, width - widthOf(fitted)));
  return side === 'left' ? `${fitted}${blanks}` : `${blanks}${fitted}`;
}

/** Columns that a text without escape sequences takes on a terminal. */
export function widthOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

function takeColumns(text: string, columns: number): string {
  if (PLAIN.test(text)) return text.slice(0, columns);
  let result = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    used += stringWidth(segment);
    if (used > columns) break;
    result += segment;
  }
  return result;
}

/** The text between escape sequences, as it is shown, each piece with the sequence that follows it. */
function readPieces(line: string): { readonly text: string; readonly escape: string }[] {
  const pieces: { text: string; escape: string }[] = [];
  let at = 0;
  let column = 0;
  const add = (end: number, escape: string): void => {
    const text = expandTabs(line.slice(at, end).replace(CONTROL, ''), column);
    pieces.push({ text, escape });
    column += widthOf(text);
    at = end + escape.length;
  };
  for (const match of line.matchAll(ESCAPE)) add(match.index, match[0]);
  add(line.length, '');
  return pieces;
}

function expandTabs(text: string, column: number): string {
  if (!text.includes('\t')) return text;
  return text.split('\t').reduce((before, after) => {
    const blanks = TAB_STOP - ((column + widthOf(before)) % TAB_STOP);
    return `${before}${' '.repeat(blanks)}${after}`;
  });
}
