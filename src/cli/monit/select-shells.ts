import { isLive } from '../../domain/shell-state.js';
import type { ShellView } from '../../domain/shell-view.js';

/** What the choice of sessions shows of one. */
export interface SessionSummary {
  readonly sessionId: string;
  readonly running: number;
  readonly shells: number;
  /** Where its latest shell was started. */
  readonly cwd: string;
  /** When that was: ISO 8601, UTC. */
  readonly startTime: string;
}

/** In full, so that it means the same whatever session is shown: `SESSION/bash_3`. */
export function nameOf({ sessionId, shellId }: ShellView): string {
  return `${sessionId}/${shellId}`;
}

/** Every word of the filter stands somewhere in what the list shows of the shell, in capitals or not. */
export function matchesFilter(shell: ShellView, filter: string): boolean {
  const { name, command, status, ports } = shell;
  const text = [nameOf(shell), name ?? '', command, status, ...(ports ?? [])]
    .join(' ')
    .toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** The sessions of these shells: those in which most runs first, then the latest. */
export function summarizeSessions(shells: readonly ShellView[]): readonly SessionSummary[] {
  const bySession = new Map<string, ShellView[]>();
  for (const shell of shells)
    bySession.set(shell.sessionId, [...(bySession.get(shell.sessionId) ?? []), shell]);
  return [...bySession]
    .map(([sessionId, members]) => {
      const latest = members.reduce((a, b) => (b.startTime > a.startTime ? b : a));
      return {
        sessionId,
        running: members.filter(isLive).length,
        shells: members.length,
        cwd: latest.cwd,
        startTime: latest.startTime,
      };
    })
    .sort((a, b) => b.running - a.running || (a.startTime < b.startTime ? 1 : -1));
}
