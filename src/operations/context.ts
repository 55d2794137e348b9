import { SupervisorClient } from '../client/supervisor-client.js';
import { currentDirectory } from '../os/current-directory.js';
import type { SessionSelector, Surroundings } from '../protocol/requests.js';
import { locate, type Locations } from '../store/locations.js';

/** What every operation works with. */
export interface Context {
  readonly supervisor: SupervisorClient;
  readonly locations: Locations;
  /** The session that is meant where nothing else is said. */
  readonly session: SessionSelector;
  /** What a command that is started from here gets. */
  readonly surroundings: Surroundings;
}

/**
 * @param sessionId - Where it is left out, `CLAUDE_SESSION_ID` names the session, else the
 *   current directory does.
 */
export function createContext(sessionId: string | undefined): Context {
  const locations = locate(process.env['CLAUDE_SESSIONS_HOME']);
  return {
    supervisor: new SupervisorClient(locations),
    locations,
    session: {
      sessionId: sessionId ?? emptyToUndefined(process.env['CLAUDE_SESSION_ID']),
      directory: currentDirectory(),
    },
    surroundings: { environment: plainEnvironment(), umask: currentUmask() },
  };
}

function emptyToUndefined(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

/** Nothing else runs in this process yet that could make a file while the mask is being asked for. */
function currentUmask(): number {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way to ask
  return process.umask();
}

function plainEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
}
