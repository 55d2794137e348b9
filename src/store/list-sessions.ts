import { isSessionId, type SessionId } from '../domain/ids.js';
import { listDirectory } from './list-directory.js';
import type { Locations } from './locations.js';

/** The ids of all sessions, whatever state they are in; none where nothing was started yet. */
export function listSessionIds({ sessions }: Locations): SessionId[] {
  return listDirectory(sessions).filter(isSessionId);
}
