import Table from 'cli-table3';
import { renderDuration, renderSize } from '../domain/quantities.js';
import { toPrintable } from '../domain/printable.js';
import type { ShellView } from '../domain/shell-view.js';
import { isLive } from '../domain/shell-state.js';
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

/** The shells as a table without lines, the command cut to the width; one line says that there are none. */
export function renderShells(
  shells: readonly ShellView[],
  { now, width, withSession }: RenderOptions,
): string {
  if (shells.length === 0) return 'No shells. Start one: claude bash -b "npm run dev"';
  const columns = ['SHELL', 'STATUS', 'PID', 'TIME', 'CPU', 'MEMORY', 'PORTS', 'UNREAD', 'COMMAND'];
  const rows = shells.map((shell) => [
    withSession ? `${shell.sessionId}/${shell.shellId}` : shell.shellId,
    paintStatus(shell),
    shell.pid === null || !isLive(shell) ? '' : String(shell.pid),
    renderTime(shell, now),
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
  return table
    .toString()
    .split('\n')
    .map((line) => cut(line.trimEnd(), width))
    .join('\n');
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

function paintStatus(shell: ShellView): string {
  return paint(COLOURS[shell.status], renderStatus(shell));
}

function renderTime(shell: ShellView, now: number): string {
  if (shell.endTime === null) return renderDuration(now - Date.parse(shell.startTime));
  return `${renderDuration(now - Date.parse(shell.endTime))} ago`;
}

function renderCommand({ name, command }: ShellView): string {
  const printable = toPrintable(command);
  return name === null ? printable : `${toPrintable(name)}: ${printable}`;
}

/** Cuts a line to the terminal's width; what it is painted with takes no room. */
function cut(line: string, width: number): string {
  let room = width;
  let result = '';
  for (const part of line.split(PAINTED)) {
    if (part.startsWith('\u001b')) result += part;
    else if (part.length > room) return `${result}${part.slice(0, Math.max(0, room - 1))}…${RESET}`;
    else {
      result += part;
      room -= part.length;
    }
  }
  return result;
}

/** The sequences that `paint` makes. */
const PAINTED = new RegExp(`(${String.fromCharCode(27)}\\[[0-9;]*m)`);
const RESET = paint('reset', '');
