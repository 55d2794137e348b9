import { toPrintable } from '../../domain/printable.js';
import { renderDuration, renderSize } from '../../domain/quantities.js';
import { isLive } from '../../domain/shell-state.js';
import type { ShellView } from '../../domain/shell-view.js';
import { fitText, widthOf } from './fit-text.js';
import { type History, spreadOver } from './history.js';
import { type Column, COLUMNS, type Widths } from './plan-columns.js';
import { nameOf } from './select-shells.js';
import { renderCpuLine, renderMemoryLine } from './sparkline.js';
import type { MonitState } from './state.js';

export type Cells = Readonly<Record<Exclude<Column, 'cpuLine' | 'memoryLine'>, string>>;

export const TITLES: Readonly<Record<Column, string>> = {
  shell: 'SHELL',
  status: 'STATUS',
  time: 'TIME',
  cpu: 'CPU',
  cpuLine: '',
  memory: 'MEMORY',
  memoryLine: '',
  ports: 'PORTS',
  command: 'COMMAND',
};

/** Room for what comes next, so that the columns stay where they are. */
const USUAL: Readonly<Partial<Record<Column, number>>> = {
  status: 'restarting'.length,
  time: '59m 59s'.length,
  cpu: '99.9%'.length,
  memory: '84.1 MB'.length,
};

const LONGEST_SESSION = 14;
const MOST_PORTS = 2;

/** What stands in the row of a shell, before it is fitted. */
export function renderCells(
  shell: ShellView,
  { scope, pending, listedAt }: Pick<MonitState, 'scope' | 'pending' | 'listedAt'>,
): Cells {
  const { sessionId, shellId, status, cpu, memory } = shell;
  return {
    shell: scope.kind === 'all' ? `${fitText(sessionId, LONGEST_SESSION)}/${shellId}` : shellId,
    status: pending.get(nameOf(shell)) ?? status,
    time: renderTime(shell, listedAt),
    cpu: cpu === null ? '' : `${cpu.toFixed(cpu < 100 ? 1 : 0)}%`,
    memory: memory === null ? '' : renderSize(memory),
    ports: renderPorts(shell.ports ?? []),
    command: renderCommand(shell),
  };
}

/** How long it has run, or when it ended. */
export function renderTime({ startTime, endTime }: ShellView, now: number): string {
  if (endTime === null) return renderDuration(now - Date.parse(startTime));
  return `${renderDuration(now - Date.parse(endTime))} ago`;
}

export function renderCommand({ name, command }: ShellView): string {
  const printable = toPrintable(command);
  return name === null ? printable : `${toPrintable(name)}: ${printable}`;
}

function renderPorts(ports: readonly number[]): string {
  const shown = ports.slice(0, MOST_PORTS).join(' ');
  return ports.length > MOST_PORTS ? `${shown}…` : shown;
}

/** Both lines of a running shell, each in the width planned for it; empty for one that has ended. */
export function renderLines(
  shell: ShellView,
  history: History | undefined,
  widths: Widths,
): { readonly cpuLine: string; readonly memoryLine: string } {
  if (history === undefined || !isLive(shell)) return { cpuLine: '', memoryLine: '' };
  return {
    cpuLine: renderCpuLine(spreadOver(history.cpu, history, Math.max(1, widths.cpuLine))),
    memoryLine: renderMemoryLine(
      spreadOver(history.memory, history, Math.max(1, widths.memoryLine)),
    ),
  };
}

/** The width that each column needs; none where nothing stands in it. */
export function measureCells(rows: readonly Cells[]): Widths {
  const widest = (column: Column): number => {
    if (column === 'cpuLine') return widest('cpu');
    if (column === 'memoryLine') return widest('memory');
    const content = Math.max(0, ...rows.map((cells) => widthOf(cells[column])));
    return content === 0 ? 0 : Math.max(content, TITLES[column].length, USUAL[column] ?? 0);
  };
  return Object.fromEntries(COLUMNS.map((column) => [column, widest(column)])) as Widths;
}
