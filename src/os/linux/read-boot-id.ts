import { readFileSync } from 'node:fs';

let bootId: string | undefined;

/** The kernel's name for this boot, random(4). Read once: it cannot change while this process lives. */
export function currentBootId(): string {
  bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return bootId;
}
