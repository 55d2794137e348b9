import { join } from 'node:path';
import type { MemoryKills } from '../../domain/memory-kills.js';
import { readProcFile } from './read-proc-file.js';

/** Where the system shows its processes, and its control groups. */
const ROOTS = { proc: '/proc', groups: '/sys/fs/cgroup' };

/** From `oom_kill` of `/proc/vmstat`, and of this process's control group or that of `groupPath`. */
export function countMemoryKills(groupPath?: string, roots = ROOTS): MemoryKills {
  const machine = readCount(join(roots.proc, 'vmstat'));
  const paths = groupPath === undefined ? groupPaths(roots) : [groupPath];
  const group = paths
    .map((path) => ({ path, count: readCount(path) }))
    .find(({ count }) => count !== undefined);
  return {
    ...(machine === undefined ? {} : { machine }),
    ...(group?.count === undefined ? {} : { group: { path: group.path, count: group.count } }),
  };
}

/** cgroups(7), "/proc/pid/cgroup": `0::PATH` in version 2, `N:…,memory,…:PATH` in version 1. */
function groupPaths(roots: typeof ROOTS): string[] {
  const lines = readProcFile(join(roots.proc, 'self/cgroup'))?.toString().split('\n') ?? [];
  return lines.flatMap((line) => {
    const [, number = '', controllers = '', path = ''] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
    if (number === '0') return [join(roots.groups, path, 'memory.events')];
    if (!controllers.split(',').includes('memory')) return [];
    return [join(roots.groups, 'memory', path, 'memory.oom_control')];
  });
}

function readCount(path: string): number | undefined {
  const count = /^oom_kill (\d+)$/m.exec(readProcFile(path)?.toString('latin1') ?? '')?.[1];
  return count === undefined ? undefined : Number(count);
}
