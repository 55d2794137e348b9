import { toPrintable } from './printable.js';
import type { ProcessIdentity } from './process.js';

/** Who has a session open. */
export interface SessionHolder extends ProcessIdentity {
  /** Of this one time of holding it. */
  readonly token: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Where the holder is typed into, such as `/dev/pts/3`. */
  readonly tty: string | null;
  readonly hostname: string;
}

/**
 * Whether a holder can be judged by its identity: only its own machine knows its processes. Of
 * another one nothing is known but its heartbeat.
 */
export function isOnThisMachine(holder: SessionHolder, hostname: string): boolean {
  return holder.hostname === hostname;
}

/** For an error's message: "in process 4242 (/dev/pts/3) since 2026-01-01T00:00:00.000Z". */
export function describeHolder(holder: SessionHolder | undefined, hostname: string): string {
  if (holder === undefined) return 'in another process';
  const { pid, tty, since } = holder;
  const where = [tty, holder.hostname === hostname ? null : `on ${holder.hostname}`]
    .filter((part) => part !== null)
    .join(' ');
  return toPrintable(`in process ${pid}${where === '' ? '' : ` (${where})`} since ${since}`);
}
