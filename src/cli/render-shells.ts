import Table from 'cli-table3';
import { renderDuration, renderSize } from '../domain/quantities.js';
import { toPrintable } from '../domain/printable.js';
import type { ShellView } from '../domain/shell-view.js';
import { isLive } from '../domain/shell-state.js';
import type { ListedShells, PlannedRun } from '../protocol/requests.js';
import type * as FitText from './monit/fit-text.js';
import { paint } from './paint.js';
import { renderStatus } from './render-status.js';

interface RenderOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Columns of the terminal; `Infinity` for a pipe. */
  readonly width: number;
  /** Name the session of each shell. */
  readonly withSession: boolean;
}

type Listed = Pick<ListedShells, 'shells' | 'plannedRuns'>;

/** The shells as a table without lines, the command cut to the width; one line says that there are none. */
export async function renderShells(
  { shells, plannedRuns }: Listed,
  { now, width, withSession }: RenderOptions,
): Promise<string> {
  if (shells.length === 0) return 'No shells. Start one: claude bash -b "npm run dev"';
  const columns = ['SHELL', 'STATUS', 'PID', 'TIME', 'CPU', 'MEMORY', 'PORTS', 'UNREAD', 'COMMAND'];
  const rows = shells.map((shell) => [
    withSession ? `${shell.sessionId}/${shell.shellId}` : shell.shellId,
    paint(COLOURS[shell.status], renderStatus(shell, longestReason(width))),
    shell.pid === null || !isLive(shell) ? '' : String(shell.pid),
    renderNextRun(shell, plannedRuns, now) ?? renderTime(shell, now),
    shell.cpu === null ? '' : `${shell.cpu.toFixed(1)}%`,
    shell.memory === null ? '' : renderSize(shell.memory),
    (shell.ports ?? []).join(' '),
    shell.unreadBytes === 0 ? '' : renderSize(shell.unreadBytes),
    renderCommand(shell),
  ]);
  // A column in which nothing stands takes no room.
  const kept = columns.map((_, column) => rows.some((row) => row[column] !== ''));
  const pick = <T>(cells: readonly T[]): T[] => cells.filter((_, column) => kept[column] === true);
  const table = new Table({
    head: pick(columns).map((title) => paint('dim', title)),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: NO_LINES,
  });
  table.push(...rows.map(pick));
  const lines = table.toString().split('\n');
  if (width === Infinity) return lines.map((line) => line.trimEnd()).join('\n');
  const fit = await fitterFor(lines);
  return lines.map((line) => cut(line.trimEnd(), width, fit)).join('\n');
}

/** Of the reason of a loss: more would leave the command no room, and `claude inspect` has all of it. */
function longestReason(width: number): number {
  return width === Infinity ? Infinity : Math.max(10, Math.floor(width / 4) - 7);
}

const NO_LINES = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left'],
    ...['bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map((name) => [name, '']),
);

const COLOURS: Readonly<Record<ShellView['status'], Parameters<typeof paint>[0]>> = {
  starting: 'yellow',
  running: 'green',
  completed: 'dim',
  failed: 'red',
  killed: 'yellow',
  lost: 'red',
};

/** Where its policy runs a shell again, when: that is more to know than when it ended. */
function renderNextRun(
  { sessionId, shellId }: ShellView,
  plannedRuns: readonly PlannedRun[],
  now: number,
): string | undefined {
  const planned = plannedRuns.find((run) => run.sessionId === sessionId && run.shellId === shellId);
  if (planned === undefined) return undefined;
  const seconds = Math.ceil((Date.parse(planned.time) - now) / 1000);
  return seconds > 0 ? `again in ${renderDuration(seconds * 1000)}` : 'again now';
}

function renderTime(shell: ShellView, now: number): string {
  if (shell.endTime === null) return renderDuration(now - Date.parse(shell.startTime));
  return `${renderDuration(now - Date.parse(shell.endTime))} ago`;
}

function renderCommand({ name, command }: ShellView): string {
  const printable = toPrintable(command);
  return name === null ? printable : `${toPrintable(name)}: ${printable}`;
}

/** How wide a text is, and how it is cut to a width with `…` where something is left out. */
type Fitter = Pick<typeof FitText, 'widthOf' | 'fitText'>;

/** Each character takes one column: true of what most listings are made of, and known at once. */
const ONE_COLUMN_EACH = /^[\u0000-\u00ac\u00ae-\u02af\u2026]*$/;
const fitterForPlain: Fitter = {
  widthOf: (text) => text.length,
  fitText: (text, width) =>
    text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`,
};

/** The tables for emoji and the scripts of Asia take longer to load than a listing to be made. */
async function fitterFor(lines: readonly string[]): Promise<Fitter> {
  if (lines.every((line) => ONE_COLUMN_EACH.test(line))) return fitterForPlain;
  return import('./monit/fit-text.js');
}

/** Cuts a line to the terminal's width; what it is painted with takes no room. */
function cut(line: string, width: number, { widthOf, fitText }: Fitter): string {
  let room = width;
  let result = '';
  for (const part of line.split(PAINTED)) {
    if (part.startsWith('\u001b')) result += part;
    else if (widthOf(part) > room) return `${result}${fitText(part, Math.max(1, room))}${RESET}`;
    else {
      result += part;
      room -= widthOf(part);
    }
  }
  return result;
}

/** The sequences that `paint` makes. */
const PAINTED = new RegExp(`(${String.fromCharCode(27)}\\[[0-9;]*m)`);
const RESET = paint('reset', '');
