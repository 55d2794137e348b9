import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from './wait-until.js';
import { killNow, type World } from './world.js';

const EARLIER_BOOT = '00000000-0000-0000-0000-000000000000';

/**
 * What a power cut leaves behind: everything is killed before it can record
 * anything, and what is on disk speaks of an earlier boot of the machine.
 */
export async function simulateReboot(world: World): Promise<void> {
  await world.killSupervisor({ withGuard: true });
  // The shims first: nobody is left who could record how a command ended.
  const shims = world.processesMatching('shim.sh');
  for (const pid of shims) process.kill(pid, 'SIGSTOP');
  for (const pid of [...shims, ...world.processes()]) killNow(pid);
  await waitUntil('everything to be gone', () => world.processes().length === 0);
  rmSync(join(world.home, 'runtime/supervisor.sock'), { force: true });
  for (const path of recordsOf(world)) moveToEarlierBoot(path);
}

function recordsOf({ home }: World): string[] {
  const sessions = readdirSync(join(home, 'sessions'));
  return [
    ...sessions.map((id) => join(home, 'sessions', id, 'manifest.json')),
    ...readdirSync(join(home, 'running')).map((uid) => join(home, 'running', uid)),
    join(home, 'supervisor.lock'),
  ];
}

function moveToEarlierBoot(path: string): void {
  const text = readFileSync(path, 'utf8');
  const moved = text.replaceAll(/("bootId":\s*)"[^"]*"/g, `$1"${EARLIER_BOOT}"`);
  writeFileSync(path, moved);
}
