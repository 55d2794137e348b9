import type { Candidate } from '../domain/completion.js';
import { isSessionId, type SessionId } from '../domain/ids.js';
import { currentDirectory } from '../os/current-directory.js';
import { glanceSession } from '../store/glance-session.js';
import { listSessionIds } from '../store/list-sessions.js';
import { locate, type Locations } from '../store/locations.js';
import { readLatestSession } from '../store/project-index.js';
import { readLiveShells } from './observe-hosted.js';

/** More sessions than this are offered by their ids alone. */
const DESCRIBED = 50;

/**
 * Names of shells to offer while one is being typed: the live ones of the
 * session, then its others, then live ones of other sessions in full. Reads
 * files only; one that died unseen may be among them.
 *
 * @param sessionId - As `--session` has it.
 */
export function listShellNames(
  sessionId: string | undefined,
  { liveOnly }: { readonly liveOnly: boolean },
): Candidate[] {
  const locations = locate(process.env['CLAUDE_SESSIONS_HOME']);
  const own = sessionOf(locations, sessionId);
  const live = readLiveShells(locations).flatMap(({ shellId, sessionIds, command }) =>
    sessionIds.map((session) => ({ shellId, session, description: command })),
  );
  const ofOwn = live.filter(({ session }) => session === own);
  const running = new Set(ofOwn.map(({ shellId }) => shellId));
  const all = liveOnly || own === undefined ? undefined : glanceSession(locations, own);
  return [
    ...ofOwn.map(({ shellId, description }) => ({ value: shellId, description })),
    ...(all?.shells ?? [])
      .filter(({ id }) => !running.has(id))
      .map(({ id, status, command }) => ({ value: id, description: `${status}: ${command}` })),
    ...live
      .filter(({ session }) => session !== own)
      .map(({ shellId, session, description }) => ({
        value: `${session}/${shellId}`,
        description,
      })),
  ];
}

/** Ids of sessions that begin with what has been typed, with the directories they belong to. */
export function listSessionNames(typed: string): Candidate[] {
  const locations = locate(process.env['CLAUDE_SESSIONS_HOME']);
  const ids = listSessionIds(locations)
    .filter((id) => id.startsWith(typed))
    .sort();
  return ids.map((value) => ({
    value,
    description:
      ids.length > DESCRIBED ? '' : (glanceSession(locations, value)?.directory ?? 'damaged'),
  }));
}

function sessionOf(locations: Locations, named: string | undefined): SessionId | undefined {
  const chosen = named ?? process.env['CLAUDE_SESSION_ID'] ?? '';
  if (chosen !== '') return isSessionId(chosen) ? chosen : undefined;
  return readLatestSession(locations, currentDirectory());
}
