import { setTimeout as delay } from 'node:timers/promises';
import type { ShellUid } from '../domain/ids.js';
import type { ProcessIdentity } from '../domain/process.js';
import type { Shell } from '../domain/shell.js';
import { isAlive } from '../os/is-alive.js';
import { platform } from '../os/platform.js';
import { signalProcess } from '../os/signal-process.js';
import type { Survivor } from '../protocol/requests.js';
import { shimPids } from './observe-shell.js';
import { takeSnapshot } from './process-snapshot.js';
import { findProcesses, identityOf } from './shell-processes.js';

/** How long SIGKILL is repeated for what is still there, or still being started. */
const KILL_LIMIT_MS = 5_000;

/**
 * Ends everything that a shell has started: SIGTERM, the grace period, then
 * SIGKILL again and again until nothing is left. What is stopped is continued,
 * so that it can end. The shim is left alone, and records the end.
 *
 * @returns What outlived even that; empty where all is gone.
 */
export async function endProcesses(shell: Shell, graceMs: number): Promise<Survivor[]> {
  const known = new Map<string, ProcessIdentity>();
  if (graceMs > 0) {
    signalAll(await look(shell, known), 'SIGTERM');
    if (await waitUntilGone(shell, known, graceMs)) return [];
  }
  const deadline = Date.now() + KILL_LIMIT_MS;
  let left = await look(shell, known);
  while (left.length > 0 && Date.now() < deadline) {
    signalAll(left, 'SIGKILL');
    await delay(20);
    left = await look(shell, known);
  }
  return left.map(({ pid }) => ({ pid, command: platform.describeProcess(pid) }));
}

/** Lets a shim go on that somebody has stopped, as with its whole group: it has the end to record. */
export async function continueShim(uid: ShellUid): Promise<void> {
  const shim = platform.identifyProcesses(await shimPids(uid));
  for (const member of shim.values()) signalProcess(member, 'SIGCONT');
}

/** Sends one signal to all processes of a shell. */
export async function sendSignal(shell: Shell, signal: NodeJS.Signals): Promise<void> {
  for (const member of await look(shell, new Map())) signalProcess(member, signal);
}

function signalAll(members: readonly ProcessIdentity[], signal: NodeJS.Signals): void {
  for (const member of members) signalProcess(member, signal);
  for (const member of members) signalProcess(member, 'SIGCONT');
}

/** Whatever was ever seen of it and is still there, also what has lost every tie to it since. */
async function look(shell: Shell, known: Map<string, ProcessIdentity>): Promise<ProcessIdentity[]> {
  for (const entry of findProcesses(shell, await takeSnapshot()))
    known.set(`${entry.pid} ${entry.startTicks}`, identityOf(entry));
  return [...known.values()].filter(isAlive);
}

async function waitUntilGone(
  shell: Shell,
  known: Map<string, ProcessIdentity>,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 2, 100)) {
    // The table is only read again once what was seen has gone.
    if (![...known.values()].some(isAlive) && (await look(shell, known)).length === 0) return true;
    if (Date.now() >= deadline) return false;
    await delay(Math.min(pauseMs, Math.max(1, deadline - Date.now())));
  }
}
