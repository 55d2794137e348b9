import { readFileSync } from 'node:fs';
import { parseShellId, type SessionId, type ShellId } from '../domain/ids.js';
import { isErrno } from '../os/errno.js';
import { type Locations, manifestPath } from './locations.js';

/** What can be told of a session without checking its record. */
export interface GlancedSession {
  readonly directory: string;
  /** Oldest first. */
  readonly shells: readonly {
    readonly id: ShellId;
    readonly status: string;
    readonly command: string;
  }[];
}

/**
 * Reads a session's manifest for names to offer, without the schema library,
 * which takes longer to load than an answer may.
 *
 * @returns `undefined` for one that is gone or damaged.
 */
export function glanceSession(
  locations: Locations,
  sessionId: SessionId,
): GlancedSession | undefined {
  try {
    const text = readFileSync(manifestPath(locations, sessionId), 'utf8');
    const { directory, backgroundTasks } = JSON.parse(text) as {
      directory: unknown;
      backgroundTasks: Readonly<Record<string, { status?: unknown; command?: unknown }>>;
    };
    return {
      directory: String(directory),
      shells: Object.entries(backgroundTasks).map(([id, { status, command }]) => ({
        id: parseShellId(id),
        status: String(status),
        command: String(command),
      })),
    };
  } catch (error) {
    // Whatever is wrong with it: there is nothing to offer.
    if (error instanceof Error && !isErrno(error, 'EMFILE', 'ENFILE', 'EIO')) return undefined;
    throw error;
  }
}
