import { type ShellUsage, type ShellView, viewShell } from '../domain/shell-view.js';
import type { Shell } from '../domain/shell.js';
import { type Locations, logPath } from '../store/locations.js';
import type { OpenSession } from '../store/open-session.js';
import { sizeOfLog } from '../store/output-log.js';

/** A shell of an open session as clients see it. */
export function viewOf(
  locations: Locations,
  session: OpenSession,
  shell: Shell,
  usage?: ShellUsage,
): ShellView {
  const { bytes } = sizeOfLog(logPath(locations, session.id, shell.id));
  return viewShell(session.id, shell, bytes, usage);
}
