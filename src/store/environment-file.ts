import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SessionId, ShellId } from '../domain/ids.js';
import { isErrno } from '../os/errno.js';
import { type Locations, sessionDirectory } from './locations.js';
import { syncPath } from './sync-path.js';

/** What a command is started with. Holds secrets, as environments do. */
interface StoredSurroundings {
  readonly environment: Readonly<Record<string, string>>;
  readonly umask: number;
}

/** Kept only for shells that may be started again without anybody asking. Private from the start. */
export function writeEnvironment(
  locations: Locations,
  sessionId: SessionId,
  shellId: ShellId,
  surroundings: StoredSurroundings,
): void {
  const path = environmentPath(locations, sessionId, shellId);
  const temporary = `${path}.tmp`;
  const made = mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(temporary, `${JSON.stringify(surroundings)}\n`, { mode: 0o600 });
  // A run after a power cut is what it is kept for.
  syncPath(temporary);
  renameSync(temporary, path);
  syncPath(dirname(path));
  if (made !== undefined) syncPath(dirname(made));
}

/** `undefined` where none is kept, or it cannot be read any more. */
export function readEnvironmentFile(
  locations: Locations,
  sessionId: SessionId,
  shellId: ShellId,
): StoredSurroundings | undefined {
  try {
    const text = readFileSync(environmentPath(locations, sessionId, shellId), 'utf8');
    return JSON.parse(text) as StoredSurroundings;
  } catch (error) {
    if (isErrno(error, 'ENOENT') || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function removeEnvironment(
  locations: Locations,
  sessionId: SessionId,
  shellId: ShellId,
): void {
  rmSync(environmentPath(locations, sessionId, shellId), { force: true });
}

function environmentPath(locations: Locations, sessionId: SessionId, shellId: ShellId): string {
  return join(sessionDirectory(locations, sessionId), 'environment', `${shellId}.json`);
}
