import type { ShellView } from '../domain/shell-view.js';

/** `failed (exit 1)`, `killed (SIGTERM)`, `killed (timeout)`, `lost (the machine was restarted)`. */
export function renderStatus({ status, ...shell }: StatusFields): string {
  const how = shell.signal ?? `exit ${shell.exitCode ?? '?'}`;
  switch (status) {
    case 'failed':
      return `failed (${how})`;
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
