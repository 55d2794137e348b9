import { renderSize } from '../domain/quantities.js';
import { toPrintable } from '../domain/printable.js';
import type { InspectedShell } from '../protocol/requests.js';
import { renderStatus } from './render-status.js';

/** A field a line, then its processes and its earlier runs. */
export function renderInspected(shell: InspectedShell): string {
  const fields: [string, string | null][] = [
    ['shell', `${shell.sessionId}/${shell.shellId}`],
    ['name', shell.name],
    ['command', shell.command],
    ['directory', shell.cwd],
    ['interpreter', shell.interpreter],
    ['status', renderStatus(shell)],
    ['not rerun', shell.held],
    ['pid', shell.pid === null ? null : String(shell.pid)],
    ['shim', shell.shimPid === null ? null : String(shell.shimPid)],
    ['started', shell.startTime],
    ['ended', shell.endTime],
    ['runs', String(shell.runs)],
    ['ports', shell.ports === null || shell.ports.length === 0 ? null : shell.ports.join(' ')],
    ['cpu', shell.cpu === null ? null : `${shell.cpu.toFixed(1)}%`],
    ['memory', shell.memory === null ? null : renderSize(shell.memory)],
    ['log', shell.log],
    ['output', renderSizes(shell)],
    ['gap', shell.outputGapTime],
    ['uid', shell.uid],
  ];
  return [
    ...fields.flatMap(([name, value]) =>
      value === null ? [] : [`${name.padEnd(12)}${toPrintable(value)}`],
    ),
    ...section(
      'processes',
      shell.processes.map(({ pid, command }) => `${String(pid).padEnd(9)}${toPrintable(command)}`),
    ),
    ...section(
      'earlier runs',
      shell.history.map((run) => `${run.startTime}  ${renderStatus(run)}`),
    ),
  ].join('\n');
}

function renderSizes(shell: InspectedShell): string {
  const parts = [
    `${renderSize(shell.outputBytes)} written`,
    `${renderSize(shell.unreadBytes)} unread`,
    ...(shell.droppedBytes === 0 ? [] : [`${renderSize(shell.droppedBytes)} dropped`]),
    `${renderSize(shell.diskBytes)} on disk, ${renderSize(shell.maxOutputBytes)} at most`,
  ];
  return parts.join(', ');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}
