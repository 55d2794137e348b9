import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { lock } from 'proper-lockfile';
import { SessionInUseError, SessionNotFoundError, SessionTakenError } from '../domain/errors.js';
import type { SessionId } from '../domain/ids.js';
import { describeHolder, isOnThisMachine, type SessionHolder } from '../domain/session-holder.js';
import { isErrno } from '../os/errno.js';
import { isAlive } from '../os/is-alive.js';
import { platform } from '../os/platform.js';
import { terminalName } from '../os/terminal-name.js';
import { replaceFile } from './atomic-file.js';
import {
  type Locations,
  sessionDirectory,
  sessionHolderPath,
  sessionLockPath,
} from './locations.js';

/** A holder that has given no sign of life for so long has lost the session. */
const STALE_MS = 10_000;
const HEARTBEAT_MS = 3_000;
/** The lock is taken in milliseconds: a taker that was killed in there blocks nobody for longer. */
const TAKE_STALE_MS = 2_000;
const TAKE_RETRY_MS = 20;
const TAKE_RETRIES = 500;

/** The right to write one conversation. */
export interface SessionLock {
  readonly holder: SessionHolder;
  /** For each write: what another has taken over in the meantime is not written to. @throws {SessionTakenError} */
  readonly checkHeld: () => void;
  readonly release: () => Promise<void>;
}

/**
 * Makes this process the only writer of a session's conversation.
 *
 * A holder on this machine holds it for as long as it lives, known by pid,
 * start time and boot, and not a moment longer. Of one on another machine that
 * shares the directory only the heartbeat is seen, and believed for 10 seconds.
 *
 * @param onLost - Called, once, when another has taken the session over, or its folder is gone:
 *   nothing may be written any more.
 * @throws {SessionInUseError} with who holds it.
 * @throws {SessionNotFoundError} when it has no folder.
 */
export async function lockSession(
  locations: Locations,
  sessionId: SessionId,
  onLost: (error: SessionTakenError) => void,
): Promise<SessionLock> {
  const lockPath = sessionLockPath(locations, sessionId);
  const holderPath = sessionHolderPath(locations, sessionId);
  const holder = describeSelf();
  let isLost = false;
  const lose = (): SessionTakenError => {
    const wasLost = isLost;
    isLost = true;
    const taken = describeHolder(readHolder(holderPath), hostname());
    const error = new SessionTakenError(sessionId, taken);
    if (!wasLost) onLost(error);
    return error;
  };

  if (!existsSync(sessionDirectory(locations, sessionId)))
    throw new SessionNotFoundError(sessionId);
  // Two that find a dead holder must not both replace it.
  const leave = await enter(holderPath, lockPath, sessionId);
  try {
    const other = readHolder(holderPath);
    if (other !== undefined && isOnThisMachine(other, hostname())) {
      if (isAlive(other)) throw new SessionInUseError(sessionId, describeHolder(other, hostname()));
      removeLock(lockPath);
    }
    const release = await takeLock(sessionId, holderPath, lockPath, lose);
    try {
      await replaceFile(holderPath, `${JSON.stringify(holder)}\n`);
    } catch (error) {
      await release();
      throw error;
    }
    return {
      holder,
      checkHeld: () => {
        if (isLost || readHolder(holderPath)?.token !== holder.token) throw lose();
      },
      release: async () => {
        if (isLost || readHolder(holderPath)?.token !== holder.token) return;
        isLost = true;
        rmSync(holderPath, { force: true });
        await release().catch(ignoreReleased);
      },
    };
  } finally {
    await leave();
  }
}

/** Who has a session open, if anybody is known to; one that was killed may still stand there. */
export function readSessionHolder(
  locations: Locations,
  sessionId: SessionId,
): SessionHolder | undefined {
  return readHolder(sessionHolderPath(locations, sessionId));
}

async function enter(
  holderPath: string,
  lockPath: string,
  sessionId: SessionId,
): Promise<() => Promise<void>> {
  try {
    const leave = await lock(lockPath, {
      lockfilePath: `${lockPath}.taking`,
      realpath: false,
      stale: TAKE_STALE_MS,
      // One that was stopped in here finds another's record in its place at its first write.
      onCompromised: () => undefined,
      retries: {
        retries: TAKE_RETRIES,
        factor: 1,
        minTimeout: TAKE_RETRY_MS,
        maxTimeout: TAKE_RETRY_MS,
        randomize: true,
      },
    });
    return async () => leave().catch(ignoreReleased);
  } catch (error) {
    throw describeFailure(error, sessionId, holderPath);
  }
}

async function takeLock(
  sessionId: SessionId,
  holderPath: string,
  lockPath: string,
  onCompromised: () => void,
): Promise<() => Promise<void>> {
  try {
    return await lock(holderPath, {
      lockfilePath: lockPath,
      realpath: false,
      stale: STALE_MS,
      update: HEARTBEAT_MS,
      onCompromised,
    });
  } catch (error) {
    throw describeFailure(error, sessionId, holderPath);
  }
}

function describeFailure(error: unknown, sessionId: SessionId, holderPath: string): unknown {
  if (isErrno(error, 'ELOCKED'))
    return new SessionInUseError(sessionId, describeHolder(readHolder(holderPath), hostname()));
  return isErrno(error, 'ENOENT') ? new SessionNotFoundError(sessionId) : error;
}

function ignoreReleased(error: unknown): void {
  if (!isErrno(error, 'ERELEASED', 'ENOTACQUIRED')) throw error;
}

function describeSelf(): SessionHolder {
  const self = platform.identifyProcess(process.pid);
  if (self === undefined) throw new Error('this process does not find itself');
  const since = new Date().toISOString();
  return { ...self, token: randomUUID(), since, tty: terminalName(), hostname: hostname() };
}

function readHolder(path: string): SessionHolder | undefined {
  try {
    const record = JSON.parse(readFileSync(path, 'utf8')) as Partial<SessionHolder> | null;
    const { pid, startTicks, bootId, token, since, tty = null, hostname } = record ?? {};
    if (typeof pid !== 'number' || typeof startTicks !== 'number') return undefined;
    if (typeof bootId !== 'string' || typeof token !== 'string') return undefined;
    if (typeof since !== 'string' || typeof hostname !== 'string') return undefined;
    return { pid, startTicks, bootId, token, since, tty, hostname };
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'EISDIR') || error instanceof SyntaxError)
      return undefined;
    throw error;
  }
}

function removeLock(path: string): void {
  try {
    rmdirSync(path);
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
  }
}
