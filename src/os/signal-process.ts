import type { ProcessIdentity } from '../domain/process.js';
import { isErrno } from './errno.js';
import { isAlive } from './is-alive.js';

/** `refused`: it lives, but this user may not signal it. */
export type SignalResult = 'sent' | 'gone' | 'refused';

/**
 * Signals one process, and only if it is still the one that `identity` names.
 * It is looked at in the same breath as kill(2): what is left to chance is that
 * it ends, and its pid is handed out again, within those microseconds.
 */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): SignalResult {
  if (!isAlive(identity)) return 'gone';
  try {
    process.kill(identity.pid, signal);
    return 'sent';
  } catch (error) {
    if (isErrno(error, 'ESRCH')) return 'gone';
    if (isErrno(error, 'EPERM')) return 'refused';
    throw error;
  }
}
