import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MemoryKills } from '../../src/domain/memory-kills.js';
import { platform } from '../../src/os/platform.js';
import { listRunning } from '../support/state-files.js';
import { createWorld, killNow, type World } from '../support/world.js';

/** The count when the run began, as if the system had killed one process since. */
function oneLess({ machine = 1, group }: MemoryKills, known: keyof MemoryKills): MemoryKills {
  if (known === 'machine') return { machine: machine - 1 };
  return group === undefined ? {} : { machine, group: { ...group, count: group.count - 1 } };
}

/** While no supervisor holds it. */
function writeKillsBefore(world: World, memoryKills: MemoryKills): void {
  const [uid = ''] = listRunning(world);
  const path = join(world.home, 'running', uid);
  const record = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(path, JSON.stringify({ ...record, memoryKills }));
}

const now = platform.countMemoryKills();

describe.runIf(now.machine !== undefined)('a command that ended with SIGKILL', () => {
  test.each([
    {
      known: 'machine',
      endReason: 'probably-out-of-memory',
      told: 'killed, probably by the system',
    },
    { known: 'group', endReason: 'out-of-memory', told: 'killed by the system: out of memory' },
  ] as const)(
    'was killed for want of memory, as $known says, also where the supervisor died with it',
    async ({ known, endReason, told }) => {
      const before = oneLess(now, known);
      if (before[known] === undefined) return; // this machine has no groups for memory
      const world = await createWorld();
      const { pid } = await world.start('exec sleep 600');
      await world.killSupervisor({ withGuard: true });
      writeKillsBefore(world, before);
      killNow(pid ?? 0);
      expect((await world.claude(['bashes'])).stdout).toContain(told);
      expect(await world.inspect('bash_1')).toMatchObject({ status: 'failed', endReason });
      expect((await world.claude(['output', 'bash_1'])).stderr).toContain(told);

      await world.json(['restart', 'bash_1']);
      await world.killSupervisor({ withGuard: true });
      expect(await world.inspect('bash_1')).toMatchObject({
        endReason: null,
        history: [{ status: 'failed', endReason }],
      });
    },
  );

  test('by somebody: nothing else is said', async () => {
    const world = await createWorld();
    const { pid } = await world.start('exec sleep 600');
    killNow(pid ?? 0);
    await world.claude(['wait', 'bash_1', '--timeout', '20s']);
    const ended = { status: 'failed', signal: 'SIGKILL', endReason: null };
    expect(await world.inspect('bash_1')).toMatchObject(ended);
  });
});
