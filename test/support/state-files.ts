import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from './wait-until.js';
import type { World } from './world.js';

/** The parts of a manifest's `backgroundTasks` that tests look at or change. */
export interface TaskRecord {
  uid: string;
  status: string;
  pid?: number;
  shimPid?: number;
  identity?: { startTicks: number; shimStartTicks: number; bootId: string };
  lostReason?: string;
}

interface ManifestRecord {
  backgroundTasks: Record<string, TaskRecord>;
}

export function socketPath(world: World): string {
  return join(world.home, 'runtime/supervisor.sock');
}

export function lockPath(world: World): string {
  return join(world.home, 'supervisor.lock');
}

/** Pid of the supervisor that holds the lock, alive or not. */
export function lockHolder(world: World): number | undefined {
  try {
    return (JSON.parse(readFileSync(lockPath(world), 'utf8')) as { pid: number }).pid;
  } catch {
    return undefined; // nobody holds it, or it is just being replaced
  }
}

export function spoolPath(world: World, name = ''): string {
  return join(world.home, 'spool', name);
}

/** Names of what lies in the spool. */
export function listSpool(world: World): string[] {
  return readdirSync(spoolPath(world)).sort();
}

/** Uids of the shells that are recorded as live. */
export function listRunning(world: World): string[] {
  return readdirSync(join(world.home, 'running')).sort();
}

/** Waits until everything that shims reported is taken down, and no shell is recorded as live. */
export async function untilNothingPending(world: World): Promise<void> {
  const pending = (): string[] => [...listSpool(world), ...listRunning(world)];
  await waitUntil('spool and running records to be empty', () => pending().length === 0, 20_000);
}

/** Changes what is on disk about a shell, while no supervisor holds it: manifest and running record. */
export function editShell(
  world: World,
  sessionId: string,
  shellId: string,
  identity: Partial<{ pid: number; startTicks: number; bootId: string }>,
): void {
  const path = join(world.home, 'sessions', sessionId, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as ManifestRecord;
  const task = manifest.backgroundTasks[shellId];
  if (task?.identity === undefined) throw new Error(`${shellId} is not recorded as running`);
  const { pid, startTicks, bootId } = identity;
  if (pid !== undefined) task.pid = task.shimPid = pid;
  if (startTicks !== undefined)
    task.identity.startTicks = task.identity.shimStartTicks = startTicks;
  if (bootId !== undefined) task.identity.bootId = bootId;
  writeFileSync(path, JSON.stringify(manifest));

  const runningPath = join(world.home, 'running', task.uid);
  const record = JSON.parse(readFileSync(runningPath, 'utf8')) as RunningFile;
  if (bootId !== undefined) record.bootId = bootId;
  for (const process of Object.values(record.processes ?? {})) Object.assign(process, identity);
  writeFileSync(runningPath, JSON.stringify(record));
}

/** Makes a running record what it is in the first moments of a shell: without its processes. */
export function forgetProcesses(world: World, uid: string): void {
  const path = join(world.home, 'running', uid);
  const record = JSON.parse(readFileSync(path, 'utf8')) as RunningFile;
  delete record.processes;
  writeFileSync(path, JSON.stringify(record));
}

interface RunningFile {
  bootId: string;
  processes?: Record<'process' | 'shim', { pid: number; startTicks: number; bootId: string }>;
}

/** How often a command has run that adds a line to a file of the project each time. */
export function countRuns(world: World, file = 'runs'): number {
  const path = join(world.project, file);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;
}

/** Lets commands go on that wait for this file in their directory: see `WAITS_FOR_GO`. */
export function letGo(world: World): void {
  writeFileSync(join(world.project, 'go'), '');
}

/** A part of a command line that lasts until `letGo`. */
export const WAITS_FOR_GO = 'until [ -e go ]; do sleep 0.02; done';
