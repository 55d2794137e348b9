import { renderSize } from '../quantities.js';
import { type Finding, ok } from './finding.js';

export interface NamedSize {
  readonly name: string;
  /** On the disk. */
  readonly bytes: number;
}

const LARGEST = 5;

/** How much all sessions take, and the largest. */
export function judgeSessionSizes(sessions: readonly NamedSize[]): Finding {
  const total = sessions.reduce((sum, { bytes }) => sum + bytes, 0);
  return ok(
    'session-sizes',
    `${sessions.length} sessions take ${renderSize(total)}${renderLargest(sessions)}.`,
  );
}

/** The shells whose logs take most. */
export function judgeShellSizes(shells: readonly NamedSize[]): Finding {
  return ok('shell-sizes', `${shells.length} logs${renderLargest(shells)}.`);
}

function renderLargest(all: readonly NamedSize[]): string {
  const largest = all
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, LARGEST)
    .map(({ name, bytes }) => `${name} ${renderSize(bytes)}`);
  return largest.length === 0 ? '' : `, the largest: ${largest.join(', ')}`;
}
