import { readFileSync, watch } from 'node:fs';
import type { SeenInotify } from '../../domain/checks/judge-inotify.js';
import { isErrno } from '../errno.js';

const LIMITS = '/proc/sys/fs/inotify';

/** `undefined` on a system without inotify. Watches `directory` for a moment. */
export function observeInotify(directory: string): SeenInotify | undefined {
  try {
    return {
      maxInstances: readNumber('max_user_instances'),
      maxWatches: readNumber('max_user_watches'),
      canWatch: canWatch(directory),
    };
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return undefined;
    throw error;
  }
}

function readNumber(name: string): number {
  return Number(readFileSync(`${LIMITS}/${name}`, 'utf8'));
}

/** No room is `EMFILE` for one instance more, `ENOSPC` for one watch more (inotify_init(2), inotify_add_watch(2)). */
function canWatch(directory: string): boolean {
  try {
    watch(directory).close();
    return true;
  } catch (error) {
    if (isErrno(error, 'EMFILE', 'ENOSPC')) return false;
    throw error;
  }
}
