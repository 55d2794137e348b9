import type { Observation } from '../domain/reconcile.js';
import type { RunningRecord, Shell } from '../domain/shell.js';
import { isAlive } from '../os/is-alive.js';
import { platform } from '../os/platform.js';
import { takeSnapshot } from './process-snapshot.js';

/** Looks at the machine for what is left of a live shell. Starts no process on Linux. */
export async function observe(
  shell: Shell,
  record: Pick<RunningRecord, 'bootId'> | undefined,
): Promise<Observation> {
  const { state } = shell;
  const bootId = state.status === 'running' ? state.process.bootId : record?.bootId;
  if (bootId !== undefined && bootId !== platform.currentBootId())
    return { commandAlive: false, shimAlive: false, otherBoot: true };
  const commandAlive = state.status === 'running' && isAlive(state.process);
  const shimAlive =
    (state.status === 'running' && isAlive(state.shim)) || (await shimPids(shell.uid)).length > 0;
  return { commandAlive, shimAlive, otherBoot: false };
}

/** The processes of a shim that are left, its writer included. */
export async function shimPids(uid: string): Promise<readonly number[]> {
  return (await takeSnapshot()).byShim.get(uid) ?? [];
}
