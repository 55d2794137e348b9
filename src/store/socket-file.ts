import { rmSync } from 'node:fs';

/** Removes a socket that a supervisor left behind. Only whoever holds the lock may do this. */
export function clearSocketPath(path: string): void {
  rmSync(path, { force: true });
}
