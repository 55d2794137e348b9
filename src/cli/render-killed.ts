import { toPrintable } from '../domain/printable.js';
import { isLive } from '../domain/shell-state.js';
import type { KilledShell } from '../protocol/requests.js';
import { renderStatus } from './render-status.js';

/** A line for each shell, and one for each process that is still there. */
export function renderKilled(killed: readonly KilledShell[], signal: string | undefined): string {
  if (killed.length === 0) return 'Nothing was running.';
  return killed
    .flatMap((shell) => [
      `${shell.shellId}  ${isLive(shell) && signal !== undefined ? `running, was sent ${signal}` : renderStatus(shell)}`,
      ...shell.survivors.map(({ pid, command }) => `  still there: ${pid} ${toPrintable(command)}`),
    ])
    .join('\n');
}
