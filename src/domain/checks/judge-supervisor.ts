import { isNewer } from '../versions.js';
import { failure, type Finding, ok, warning } from './finding.js';

/** What of a supervisor can be seen without starting or changing one. */
export type SeenSupervisor =
  | { readonly kind: 'answers'; readonly pid: number; readonly version: string }
  /** It holds the lock and lives, but does not answer. */
  | { readonly kind: 'silent'; readonly pid: number; readonly hasSocket: boolean }
  | { readonly kind: 'absent'; readonly hasSocket: boolean; readonly hasLock: boolean };

const ID = 'supervisor';

/** @param liveShells - How many shells are recorded as live. */
export function judgeSupervisor(
  seen: SeenSupervisor,
  ownVersion: string,
  liveShells: number,
): Finding {
  switch (seen.kind) {
    case 'answers':
      return judgeRelease(seen, ownVersion);
    case 'silent':
      return seen.hasSocket
        ? failure(
            ID,
            `The supervisor, pid ${seen.pid}, does not answer.`,
            `See "claude supervisor logs". Shells go on without it; to replace it: kill -9 ${seen.pid}`,
          )
        : warning(
            ID,
            `The socket of the supervisor, pid ${seen.pid}, was removed.`,
            'Run "claude supervisor start": it makes a new one.',
          );
    case 'absent':
      return judgeAbsence(seen, liveShells);
  }
}

function judgeRelease(
  { pid, version }: { readonly pid: number; readonly version: string },
  ownVersion: string,
): Finding {
  if (version === ownVersion) return ok(ID, `Runs, pid ${pid}, release ${version}.`);
  const message = `The supervisor is of release ${version}, this program of ${ownVersion}.`;
  return isNewer(version, ownVersion)
    ? warning(ID, message, 'Update this program, or run another copy of it that is newer.')
    : warning(ID, message, 'Run "claude supervisor start": it makes way, and no shell is touched.');
}

function judgeAbsence(
  { hasSocket, hasLock }: { readonly hasSocket: boolean; readonly hasLock: boolean },
  liveShells: number,
): Finding {
  const left = [...(hasSocket ? ['a socket'] : []), ...(hasLock ? ['a lock'] : [])].join(' and ');
  const remedy = 'Run "claude supervisor start".';
  if (liveShells > 0)
    return warning(
      ID,
      `None runs, although ${liveShells} shell${liveShells === 1 ? ' is' : 's are'} recorded as live: no cap, limit or restart policy is kept meanwhile.`,
      remedy,
    );
  if (left !== '')
    return warning(
      ID,
      `None runs; one that was killed has left ${left}, which does no harm.`,
      remedy,
    );
  return ok(ID, 'None runs; the next command that needs one starts it.');
}
