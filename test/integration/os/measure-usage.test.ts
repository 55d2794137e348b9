import { readdirSync, readlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readMemory } from '../../../src/os/linux/read-memory.js';
import { measureUsage } from '../../../src/os/measure-usage.js';
import { fixture, FOREVER, startProgram } from './start-program.js';

/** The status files of processes that this one has open. */
function openProcessFiles(): string[] {
  const targets = readdirSync('/proc/self/fd').flatMap(linkTarget);
  return targets.filter((target) => target.endsWith('/stat'));
}

/** Empty for a descriptor that was closed meanwhile, as the one that lists the directory is. */
function linkTarget(descriptor: string): string[] {
  try {
    return [readlinkSync(`/proc/self/fd/${descriptor}`)];
  } catch {
    return [];
  }
}

describe('measureUsage', () => {
  test('tells a busy process from an idle one', async () => {
    const busy = await startProgram('sh', [fixture('burn-cpu.sh')]);
    const idle = await startProgram('sh', FOREVER);
    const cpuOf = async (pid: number) => (await measureUsage([pid])).get(pid)?.cpuPercent ?? 0;
    await expect.poll(() => cpuOf(busy.pid), { timeout: 8_000 }).toBeGreaterThan(20);
    expect(await cpuOf(idle.pid)).toBeLessThan(20);
    expect((await measureUsage([idle.pid])).get(idle.pid)?.memoryBytes).toBeGreaterThan(10_000);
  });

  test('leaves out those that have gone', async () => {
    const gone = await startProgram('sh', FOREVER);
    const stays = await startProgram('sh', FOREVER);
    const pids = [gone.pid, stays.pid, 2 ** 22 + 1];
    expect([...(await measureUsage(pids)).keys()].sort()).toEqual([gone.pid, stays.pid].sort());
    await gone.end();
    expect([...(await measureUsage(pids)).keys()]).toEqual([stays.pid]);
    expect(await measureUsage([gone.pid])).toEqual(new Map());
    expect(await measureUsage([])).toEqual(new Map());
  });

  test.runIf(process.platform === 'linux')(
    'keeps no descriptor, even when asked twice at once',
    async () => {
      const programs = [await startProgram('sh', FOREVER), await startProgram('sh', FOREVER)];
      const pids = programs.map(({ pid }) => pid);
      await Promise.all([measureUsage(pids), measureUsage(pids), measureUsage(pids)]);
      await expect.poll(openProcessFiles, { timeout: 3_000 }).toEqual([]);
    },
  );
});

describe.runIf(process.platform === 'linux')('readMemory', () => {
  test('says the same, of those that are there', async () => {
    const { pid } = await startProgram('sh', FOREVER);
    const gone = 2 ** 22 + 1;
    expect([...readMemory([pid, gone]).keys()]).toEqual([pid]);
    // It may still be growing between the two looks at it: it is asked until it rests.
    const difference = async (): Promise<number> => {
      const measured = (await measureUsage([pid])).get(pid)?.memoryBytes ?? 0;
      return Math.abs((readMemory([pid]).get(pid) ?? 0) - measured);
    };
    await expect.poll(difference, { timeout: 3_000 }).toBeLessThan(512 * 1024);
    expect(readMemory([])).toEqual(new Map());
  });
});
