import { readdirSync } from 'node:fs';
import type { ProcessEntry, ProcessIdentity } from '../../domain/process.js';
import { parseStat, type ProcessStat } from './parse-stat.js';
import { currentBootId } from './read-boot-id.js';
import { readProcFile } from './read-proc-file.js';

export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const stat = readStat(pid);
  return stat === undefined || stat.hasEnded ? undefined : identityOf(pid, stat);
}

export function identifyNewChild(pid: number): ProcessIdentity | undefined {
  const stat = readStat(pid);
  return stat === undefined ? undefined : identityOf(pid, stat);
}

export function identifyProcesses(pids: readonly number[]): Map<number, ProcessIdentity> {
  const identities = new Map<number, ProcessIdentity>();
  for (const pid of pids) {
    const identity = identifyProcess(pid);
    if (identity !== undefined) identities.set(pid, identity);
  }
  return identities;
}

export function listProcesses(): ProcessEntry[] {
  const entries: ProcessEntry[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const stat = readStat(pid);
    if (stat === undefined || stat.hasEnded) continue;
    const { parentPid, processSession, startTicks } = stat;
    entries.push({ pid, parentPid, processSession, startTicks, name: stat.name });
  }
  return entries;
}

function identityOf(pid: number, { startTicks }: ProcessStat): ProcessIdentity {
  return { pid, startTicks, bootId: currentBootId() };
}

/** `undefined` when nobody holds the pid, not even a zombie. */
export function readStat(pid: number): ProcessStat | undefined {
  const bytes = readProcFile(`/proc/${pid}/stat`);
  return bytes === undefined || bytes.length === 0 ? undefined : parseStat(bytes.toString('utf8'));
}
