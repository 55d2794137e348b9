import type { ShellView } from '../domain/shell-view.js';

const BY_SYSTEM = new Map([
  ['out-of-memory', 'killed by the system: out of memory'],
  ['probably-out-of-memory', 'killed, probably by the system: out of memory'],
]);

/** `failed (exit 1)`, `failed (killed by the system: out of memory)`, `killed (SIGTERM)`, `killed (timeout)`, `lost (the machine was restarted)`. */
export function renderStatus({ status, ...shell }: StatusFields): string {
  const how = shell.signal ?? `exit ${shell.exitCode ?? '?'}`;
  switch (status) {
    case 'failed':
      return `failed (${BY_SYSTEM.get(shell.endReason ?? '') ?? how})`;
    case 'killed':
      return `killed (${shell.endReason ?? how})`;
    case 'lost':
      return shell.lostReason == null ? 'lost' : `lost (${shell.lostReason})`;
    case 'starting':
    case 'running':
    case 'completed':
      return status;
  }
}

type StatusFields = Pick<ShellView, 'status' | 'exitCode' | 'signal'> & {
  readonly lostReason?: string | null;
  readonly endReason?: string | null;
};
