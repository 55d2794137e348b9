import { isSameProcess, type ProcessIdentity } from '../domain/process.js';
import { platform } from './platform.js';

/** Whether this very process runs now: not a zombie, and not another that was given its pid. */
export function isAlive(identity: ProcessIdentity): boolean {
  const holder = platform.identifyProcess(identity.pid);
  return holder !== undefined && isSameProcess(holder, identity);
}
