import type { Observation } from '../domain/reconcile.js';
import type { RunningRecord, Shell } from '../domain/shell.js';
import { isAlive } from '../os/is-alive.js';
import { platform } from '../os/platform.js';

/** Marks the processes of a shell's shim, its writer included; the value is the shell's uid. */
export const SHIM_VARIABLE = 'CLAUDE_SHELL_SHIM';
/** Marks everything that a shell's command starts; the value is the shell's uid. */
export const SHELL_VARIABLE = 'CLAUDE_SHELL_UID';

/** Looks at the machine for what is left of a live shell. Starts no process on Linux. */
export function observe(
  shell: Shell,
  record: Pick<RunningRecord, 'bootId'> | undefined,
): Observation {
  const { state } = shell;
  const bootId = state.status === 'running' ? state.process.bootId : record?.bootId;
  if (bootId !== undefined && bootId !== platform.currentBootId())
    return { commandAlive: false, shimAlive: false, otherBoot: true };
  const commandAlive = state.status === 'running' && isAlive(state.process);
  const shimAlive =
    (state.status === 'running' && isAlive(state.shim)) || shimPids(shell.uid).length > 0;
  return { commandAlive, shimAlive, otherBoot: false };
}

/** The processes of a shim that are left, its writer included. */
export function shimPids(uid: string): number[] {
  const everybody = platform.listProcesses().map(({ pid }) => pid);
  return platform.pidsWithVariable(everybody, SHIM_VARIABLE, uid);
}
