/** How the rows of the screen are given out. All together they are no more than the terminal has. */
export interface ScreenPlan {
  readonly hasHeading: boolean;
  readonly hasTitles: boolean;
  readonly listRows: number;
  /** With the rule above it: its rows and one more, or nothing at all. */
  readonly outputRows: number;
}

const HEADING = 1;
const TITLES = 1;
const RULE = 1;
const FOOTER = 1;
const LEAST_LIST = 3;

/**
 * The list takes as many rows as there are shells, half of the room at most;
 * the output takes the rest. On a low terminal titles, output and heading go, in this order.
 */
export function planScreen(rows: number, shellCount: number): ScreenPlan {
  const hasTitles = rows >= 8;
  const hasHeading = rows >= 4;
  const hasOutput = rows >= 6;
  const fixed =
    FOOTER + (hasHeading ? HEADING : 0) + (hasTitles ? TITLES : 0) + (hasOutput ? RULE : 0);
  const room = Math.max(0, rows - fixed);
  if (!hasOutput) return { hasHeading, hasTitles, listRows: room, outputRows: 0 };
  const most = Math.max(Math.min(LEAST_LIST, room - 1), Math.floor(room / 2));
  const listRows = Math.min(most, Math.max(1, shellCount));
  return { hasHeading, hasTitles, listRows, outputRows: room - listRows };
}

/** The first row of a list to show, so that the selected one is seen and the list moves as little as possible. */
export function scrollTo(first: number, selected: number, rows: number, count: number): number {
  const lowest = Math.min(first, selected);
  const seen = Math.max(lowest, selected - rows + 1);
  return Math.max(0, Math.min(seen, count - rows));
}
