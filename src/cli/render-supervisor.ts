import { renderDuration, renderSize } from '../domain/quantities.js';
import type { SupervisorStatus } from '../protocol/requests.js';

export function renderSupervisor(status: SupervisorStatus): string {
  if (!status.running) return 'No supervisor runs; the next command that needs one starts it.';
  const { pid, version, uptimeSeconds, shells, memory, socket } = status;
  return [
    `running     pid ${pid ?? '?'}, release ${version ?? '?'}, for ${renderDuration((uptimeSeconds ?? 0) * 1000)}`,
    `shells      ${shells}`,
    `memory      ${renderSize(memory ?? 0)}`,
    `socket      ${socket}`,
  ].join('\n');
}
