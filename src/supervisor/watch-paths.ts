import type { FSWatcher } from 'chokidar';

export interface PathWatch {
  close(): void;
}

/** Editors and builds change many files at once: one restart for all of them, this long after the last. */
const QUIET_MS = 200;
const IGNORED = /(^|[/\\])(\.git|node_modules)([/\\]|$)/;

/** Calls `onChange` after something at or below one of `paths` was added, changed or removed. */
export function watchPaths(paths: readonly string[], onChange: () => void): PathWatch {
  let watcher: FSWatcher | undefined;
  let quiet: NodeJS.Timeout | undefined;
  let isClosed = false;
  const note = (): void => {
    clearTimeout(quiet);
    quiet = setTimeout(onChange, QUIET_MS);
  };
  // Loaded only where something is watched.
  void import('chokidar').then(({ watch }) => {
    if (isClosed) return;
    watcher = watch([...paths], { ignoreInitial: true, ignored: (path) => IGNORED.test(path) });
    watcher.on('all', note).on('error', () => undefined);
  });
  return {
    close: () => {
      isClosed = true;
      clearTimeout(quiet);
      void watcher?.close();
    },
  };
}
