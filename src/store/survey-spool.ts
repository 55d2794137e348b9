import { join } from 'node:path';
import type { SpoolEntry } from '../domain/checks/judge-spool.js';
import { observePath } from '../os/observe-path.js';
import { listDirectory } from './list-directory.js';
import type { Locations } from './locations.js';

/** @param live - Uids of the shells that are recorded as live. */
export function surveySpool({ spool }: Locations, live: ReadonlySet<string>): SpoolEntry[] {
  return listDirectory(spool).map((name) => ({
    name,
    writtenAt: observePath(join(spool, name)).writtenAt,
    isOfLiveShell: live.has(name.slice(0, name.lastIndexOf('.'))),
  }));
}
