import type { ShellUsage } from '../domain/shell-view.js';
import type { Shell } from '../domain/shell.js';
import { measureUsage } from '../os/measure-usage.js';
import { platform } from '../os/platform.js';
import { findProcessesQuickly } from './shell-processes.js';

/** Where nobody waits for an answer, the whole machine is looked at this seldom. */
const STRAYS_EVERY_MS = 20_000;

/**
 * What each running shell uses, its whole process tree together. Nothing is
 * read where nothing runs.
 */
export async function measureShells(
  shells: readonly Shell[],
): Promise<ReadonlyMap<Shell, ShellUsage>> {
  const running = shells.filter(({ state }) => state.status === 'running');
  if (running.length === 0) return new Map();
  const pidsOf = await findProcessesQuickly(running);
  const pids = [...new Set([...pidsOf.values()].flat())];
  const [usages, ports] = await Promise.all([measureUsage(pids), platform.listeningPorts(pids)]);
  return new Map(
    running.map((shell) => {
      const members = pidsOf.get(shell) ?? [];
      const usage = members.flatMap((pid) => usages.get(pid) ?? []);
      return [
        shell,
        {
          cpu: round(sum(usage.map(({ cpuPercent }) => cpuPercent))),
          memory: sum(usage.map(({ memoryBytes }) => memoryBytes)),
          ports: [...new Set(members.flatMap((pid) => ports.get(pid) ?? []))].sort((a, b) => a - b),
        },
      ];
    }),
  );
}

/** The memory of each running shell's whole tree, in bytes, and nothing else. */
export async function measureMemory(shells: readonly Shell[]): Promise<ReadonlyMap<Shell, number>> {
  const pidsOf = await findProcessesQuickly(shells, STRAYS_EVERY_MS);
  const all = [...pidsOf.values()].flat();
  const bytesOf = platform.readMemory(all) ?? (await measureMemorySlowly(all));
  return new Map(
    [...pidsOf].map(([shell, pids]) => [shell, sum(pids.map((pid) => bytesOf.get(pid) ?? 0))]),
  );
}

async function measureMemorySlowly(pids: readonly number[]): Promise<Map<number, number>> {
  const usages = await measureUsage(pids);
  return new Map([...usages].map(([pid, { memoryBytes }]) => [pid, memoryBytes]));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function round(percent: number): number {
  return Math.round(percent * 10) / 10;
}
