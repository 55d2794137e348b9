/** The columns of the list, from left to right. */
export const COLUMNS = [
  'shell',
  'status',
  'time',
  'cpu',
  'cpuLine',
  'memory',
  'memoryLine',
  'ports',
  'command',
] as const;

export type Column = (typeof COLUMNS)[number];

/** Columns of text that each needs; 0 for one in which nothing stands. */
export type Widths = Readonly<Record<Column, number>>;

export const GAP = 2;
/** Between a figure and its line. */
export const LINE_GAP = 1;
const LEAST_COMMAND = 10;
const LEAST_LINE = 8;
const MOST_LINE = 20;
/** Room for the command before the lines get longer than they must be. */
const GOOD_COMMAND = 30;
/** What goes first when there is not enough room stands last. */
const BY_IMPORTANCE: readonly Column[] = [
  'shell',
  'status',
  'command',
  'cpu',
  'time',
  'memory',
  'ports',
  'cpuLine',
  'memoryLine',
];

/**
 * Gives out `width` columns of the terminal: the command takes what the others
 * leave, the lines of use grow once the command has enough. A column without room gets 0.
 */
export function planColumns(width: number, wanted: Widths): Widths {
  const least = { ...wanted, command: Math.min(wanted.command, LEAST_COMMAND) };
  const lines: readonly Column[] = ['cpuLine', 'memoryLine'];
  for (const line of lines) if (least[line as 'cpuLine'] > 0) least[line as 'cpuLine'] = LEAST_LINE;

  const planned: Record<Column, number> = { ...NOTHING };
  let room = width + GAP;
  for (const column of BY_IMPORTANCE) {
    const needed = least[column] + gapBefore(column);
    if (least[column] === 0 || needed > room) continue;
    planned[column] = least[column];
    room -= needed;
  }
  const grow = (column: Column, upTo: number): void => {
    if (planned[column] === 0) return;
    const more = Math.max(0, Math.min(room, upTo - planned[column]));
    planned[column] += more;
    room -= more;
  };
  grow('command', Math.min(wanted.command, GOOD_COMMAND));
  // Both alike: lines of different length would show different times.
  const shown = lines.filter((line) => planned[line] > 0);
  const each = Math.floor(room / Math.max(1, shown.length));
  for (const line of shown) grow(line, Math.min(MOST_LINE, planned[line] + each));
  grow('command', Infinity);
  return planned;
}

export function gapBefore(column: Column): number {
  return column === 'cpuLine' || column === 'memoryLine' ? LINE_GAP : GAP;
}

const NOTHING: Widths = {
  shell: 0,
  status: 0,
  time: 0,
  cpu: 0,
  cpuLine: 0,
  memory: 0,
  memoryLine: 0,
  ports: 0,
  command: 0,
};
