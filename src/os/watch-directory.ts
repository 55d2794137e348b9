import { watch } from 'node:fs';
import type { FileWatch } from './watch-file.js';

/** How often a directory is read anew where it cannot be watched, in milliseconds. */
const POLL_MS = 1_000;

/**
 * Calls `onEntry` with the name of an entry of the directory that was added,
 * removed or written to, or with `undefined` when the whole directory should
 * be looked at. A call is a hint: one can come late, twice, or for nothing.
 * Never throws, also not later: a directory that cannot be watched is reported
 * once a second. Does not keep the process from ending.
 */
export function watchDirectory(
  path: string,
  onEntry: (name: string | undefined) => void,
): FileWatch {
  let timer: NodeJS.Timeout | undefined;
  const poll = (): void => {
    timer ??= setInterval(onEntry, POLL_MS, undefined).unref();
  };
  try {
    const watcher = watch(path, { persistent: false }, (_event, name) => {
      onEntry(name ?? undefined);
    });
    watcher.on('error', poll);
    return {
      close: () => {
        watcher.close();
        clearInterval(timer);
      },
    };
  } catch {
    poll();
    return {
      close: () => {
        clearInterval(timer);
      },
    };
  }
}
