import type { Shell } from '../domain/shell.js';
import type { Locations } from '../store/locations.js';
import type { OpenSession } from '../store/open-session.js';
import type { SessionStore } from '../store/session-store.js';
import type { Settings } from '../store/settings.js';
import type { SupervisorLog } from '../store/supervisor-log.js';
import type { LiveShells } from './live-shells.js';
import type { LogCaps } from './log-caps.js';
import type { Reconciliation } from './reconciliation.js';
import type { ReadTurns } from './read-turns.js';
import type { SessionSecrets } from './session-secrets.js';
import type { RunEnvironments } from './run-environments.js';

/** What a user has ended stays ended, whatever its policy says. */
export interface UserHolds {
  holdForUser(session: OpenSession, shell: Shell): Promise<void>;
}

/** What every request of the supervisor works with. */
export interface SupervisorContext {
  readonly version: string;
  /** Since when it has been the supervisor, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly locations: Locations;
  readonly log: SupervisorLog;
  readonly sessions: SessionStore;
  readonly shells: LiveShells;
  readonly reconciliation: Reconciliation;
  readonly logCaps: LogCaps;
  readonly policies: UserHolds;
  readonly readTurns: ReadTurns;
  readonly environments: RunEnvironments;
  readonly secrets: SessionSecrets;
  /** Read anew each time. @throws {ExpectedError} `SETTINGS_INVALID` */
  readonly settings: () => Settings;
  /** Ends the supervisor, once what it is doing is done. Never touches a shell. */
  readonly stepDown: (reason: string) => void;
}
