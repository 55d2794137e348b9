import { toPrintable } from '../domain/printable.js';
import type { ShellView } from '../domain/shell-view.js';

const BY_SYSTEM = new Map([
  ['out-of-memory', 'killed by the system: out of memory'],
  ['probably-out-of-memory', 'killed, probably by the system: out of memory'],
]);

/**
 * `failed (exit 1)`, `failed (killed by the system: out of memory)`, `killed (SIGTERM)`,
 * `killed (timeout)`, `lost (the machine was restarted)`.
 *
 * @param longestReason - Most characters of the reason of a loss.
 */
export function renderStatus({ status, ...shell }: StatusFields, longestReason = Infinity): string {
  const how = toPrintable(shell.signal ?? `exit ${shell.exitCode ?? '?'}`);
  switch (status) {
    case 'failed':
      return `failed (${BY_SYSTEM.get(shell.endReason ?? '') ?? how})`;
    case 'killed':
      return `killed (${shell.endReason ?? how})`;
    case 'lost':
      return shell.lostReason == null ? 'lost' : `lost (${cut(shell.lostReason, longestReason)})`;
    case 'starting':
    case 'running':
    case 'completed':
      return status;
  }
}

/** Records of others may hold any text. */
function cut(reason: string, length: number): string {
  const printable = toPrintable(reason);
  return printable.length > length ? `${printable.slice(0, length - 1)}…` : printable;
}

type StatusFields = Pick<ShellView, 'status' | 'exitCode' | 'signal'> & {
  readonly lostReason?: string | null;
  readonly endReason?: string | null;
};
