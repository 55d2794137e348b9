import type { FSWatcher } from 'chokidar';

export interface PathWatch {
  close(): void;
}

/** Editors and builds change many files at once: one restart for all of them, this long after the last. */
const QUIET_MS = 200;
/** Where changes never cease, nobody waits for quiet longer than this. */
const MAX_WAIT_MS = 1_000;
const IGNORED = /(^|[/\\])(\.git|node_modules)([/\\]|$)/;

/** Calls `onChange` after something at or below one of `paths` was added, changed or removed. */
export function watchPaths(paths: readonly string[], onChange: () => void): PathWatch {
  let watcher: FSWatcher | undefined;
  let quiet: NodeJS.Timeout | undefined;
  let isClosed = false;
  let firstAt: number | undefined;
  const note = (): void => {
    firstAt ??= Date.now();
    clearTimeout(quiet);
    const leftMs = firstAt + MAX_WAIT_MS - Date.now();
    quiet = setTimeout(
      () => {
        firstAt = undefined;
        onChange();
      },
      Math.max(0, Math.min(QUIET_MS, leftMs)),
    );
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
