import type { FileContext } from './file-context.js';
import type { SessionId, ShellId } from './ids.js';
import { shellIdOf } from './ids.js';
import type { Shell } from './shell.js';

/** The newest form of manifest that this release knows. */
export const MANIFEST_SCHEMA = 1;

/** Changes that a session's environment holds against the one a command is started from. */
export interface EnvironmentChanges {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
}

/** What a session may do without asking. Fields of a later release are kept as they came. */
export interface Permissions {
  /** Rules such as `Bash(git:*)`. */
  readonly approvedTools?: readonly string[];
  /** Where it may read and write. */
  readonly directories?: readonly string[];
  /** When each of these was granted, ISO 8601, UTC. */
  readonly granted?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** What a branch was made from. */
export interface Parent {
  readonly sessionId: SessionId;
  /** Messages that the parent held then. */
  readonly messages: number;
  readonly [field: string]: unknown;
}

/** A session's record, as far as this program understands it. */
export interface Manifest {
  readonly sessionId: SessionId;
  /** ISO 8601, UTC. */
  readonly startTime: string;
  readonly lastActive: string;
  /** Where the session was started; sessions are found by it. */
  readonly directory: string;
  /** Where its next command runs. */
  readonly cwd: string;
  readonly environment: EnvironmentChanges;
  /** The number of the next shell. Never goes back, so that no id is used twice. */
  readonly nextShell: number;
  readonly shells: ReadonlyMap<ShellId, Shell>;
  readonly title?: string;
  readonly parent?: Parent;
  readonly fileContext?: FileContext;
  readonly permissions?: Permissions;
  /** Everything else the file holds, written back as it was. */
  readonly unknownFields: Readonly<Record<string, unknown>>;
}

/** The same manifest with this shell put in, or put in the place of its older record. */
export function withShell(manifest: Manifest, shell: Shell): Manifest {
  return { ...manifest, shells: new Map(manifest.shells).set(shell.id, shell) };
}

/** Takes the next shell id. */
export function withNextShellId(manifest: Manifest): { id: ShellId; manifest: Manifest } {
  const id = shellIdOf(manifest.nextShell);
  return { id, manifest: { ...manifest, nextShell: manifest.nextShell + 1 } };
}
