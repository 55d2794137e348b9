import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { countMemoryKills } from '../../../src/os/linux/count-memory-kills.js';

/** A machine whose `/proc` and `/sys/fs/cgroup` hold these files. */
function machineWith(files: Readonly<Record<string, string>>): { proc: string; groups: string } {
  const root = mkdtempSync(join(tmpdir(), 'claude-sessions-proc-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return { proc: join(root, 'proc'), groups: join(root, 'groups') };
}

const VMSTAT = 'nr_free_pages 1\noom_kill 7\nnuma_hit 2\n';

test('the machine and the group of version 2', () => {
  const roots = machineWith({
    'proc/vmstat': VMSTAT,
    'proc/self/cgroup': '0::/user.slice/a:b\n',
    'groups/user.slice/a:b/memory.events': 'low 0\noom 4\noom_kill 3\noom_group_kill 0\n',
  });
  const path = join(roots.groups, 'user.slice/a:b/memory.events');
  expect(countMemoryKills(undefined, roots)).toEqual({ machine: 7, group: { path, count: 3 } });
});

test('the group of version 1, also where both are mounted', () => {
  const roots = machineWith({
    'proc/vmstat': VMSTAT,
    'proc/self/cgroup': '5:cpu,memory:/box\n4:memoryless:/no\n0::/\n',
    'groups/memory/box/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n',
  });
  const path = join(roots.groups, 'memory/box/memory.oom_control');
  expect(countMemoryKills(undefined, roots)).toEqual({ machine: 7, group: { path, count: 2 } });
});

test('the group that an earlier answer named, wherever this process is now', () => {
  const roots = machineWith({
    'proc/vmstat': VMSTAT,
    'proc/self/cgroup': '0::/elsewhere\n',
    'groups/elsewhere/memory.events': 'oom_kill 9\n',
    'groups/before/memory.events': 'oom_kill 1\n',
  });
  const path = join(roots.groups, 'before/memory.events');
  expect(countMemoryKills(path, roots).group).toEqual({ path, count: 1 });
  expect(countMemoryKills(join(roots.groups, 'gone'), roots)).toEqual({ machine: 7 });
});

test('nothing where the system counts nothing', () => {
  expect(countMemoryKills(undefined, machineWith({ 'proc/vmstat': 'numa_hit 2\n' }))).toEqual({});
});

test('this machine answers as well', () => {
  const kills = countMemoryKills();
  expect(countMemoryKills(kills.group?.path)).toEqual(kills);
});
