import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { lock } from 'proper-lockfile';
import type { ProcessIdentity } from '../domain/process.js';
import { isErrno } from '../os/errno.js';
import { replaceFile } from './atomic-file.js';
import type { Locations } from './locations.js';

/** A lock that is held for milliseconds: a holder that was killed in there blocks nobody for longer. */
const TAKE_STALE_MS = 2_000;

/**
 * Makes `self` the supervisor, unless one that is alive holds the lock. The
 * lock is a record of who holds it, known by pid, start time and boot: it needs
 * no heartbeat, and is free the moment its holder dies, however that happens.
 *
 * @param isAlive - Whether that very process still runs.
 * @returns The other holder, or `undefined` when `self` holds the lock now.
 */
export async function takeSupervisorLock(
  locations: Locations,
  self: ProcessIdentity,
  isAlive: (holder: ProcessIdentity) => boolean,
): Promise<ProcessIdentity | undefined> {
  const path = locations.supervisorLock;
  writeFileSync(path, '', { flag: 'a', mode: 0o600 });
  // Two that find a dead holder must not both replace it.
  const release = await takeTurn(path);
  try {
    const holder = readSupervisorLock(locations);
    if (holder !== undefined && isAlive(holder)) return holder;
    await replaceFile(path, `${JSON.stringify(self)}\n`);
    return undefined;
  } finally {
    await release();
  }
}

/**
 * Lets go of a lock whose holder has died, in its place: whatever waits to
 * start the next supervisor then does not. One that is alive keeps it.
 */
export async function releaseDeadLock(
  locations: Locations,
  isAlive: (holder: ProcessIdentity) => boolean,
): Promise<void> {
  if (isSupervisorLockReleased(locations)) return;
  const release = await takeTurn(locations.supervisorLock);
  try {
    const holder = readSupervisorLock(locations);
    if (holder === undefined || !isAlive(holder)) releaseSupervisorLock(locations);
  } finally {
    await release();
  }
}

/** @returns What ends the turn. */
function takeTurn(path: string): Promise<() => Promise<void>> {
  return lock(path, {
    lockfilePath: `${path}.taking`,
    realpath: false,
    stale: TAKE_STALE_MS,
    retries: { retries: 200, factor: 1, minTimeout: 20, maxTimeout: 20 },
  });
}

/** Who holds the lock, alive or not; `undefined` when nobody does or the record is damaged. */
export function readSupervisorLock(locations: Locations): ProcessIdentity | undefined {
  try {
    const text = readFileSync(locations.supervisorLock, 'utf8');
    const record = JSON.parse(text) as Partial<ProcessIdentity> | null;
    const { pid, startTicks, bootId } = record ?? {};
    if (typeof pid !== 'number' || typeof startTicks !== 'number' || typeof bootId !== 'string')
      return undefined;
    return { pid, startTicks, bootId };
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR') || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether its last holder let go of it on purpose: one that dies leaves its record. */
export function isSupervisorLockReleased(locations: Locations): boolean {
  return !existsSync(locations.supervisorLock);
}

/** The last act of its holder; one that dies without it leaves the lock free all the same. */
export function releaseSupervisorLock(locations: Locations): void {
  rmSync(locations.supervisorLock, { force: true });
}
