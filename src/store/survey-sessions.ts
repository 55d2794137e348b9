import { join } from 'node:path';
import type { SessionId } from '../domain/ids.js';
import type { SeenManifest } from '../domain/checks/judge-manifests.js';
import type { NamedSize } from '../domain/checks/judge-sizes.js';
import type { SeenPath } from '../domain/seen-path.js';
import { observePath } from '../os/observe-path.js';
import { inspectManifest } from './inspect-manifest.js';
import { listDirectory } from './list-directory.js';
import { listSessionIds } from './list-sessions.js';
import { type Locations, logPath, manifestPath, sessionDirectory } from './locations.js';

/** What lies in the folders of all sessions. */
export interface SessionSurvey {
  readonly manifests: readonly SeenManifest[];
  /** Every file and directory within them. */
  readonly files: readonly SeenPath[];
  readonly sessions: readonly NamedSize[];
  /** A log each, under `SESSION/bash_3`. */
  readonly logs: readonly NamedSize[];
  /** Shells that have been started and have no log, as `SESSION/bash_3`. */
  readonly goneLogs: readonly string[];
}

/** Reads every manifest and looks at every file. Changes nothing. */
export function surveySessions(locations: Locations): SessionSurvey {
  const surveys = listSessionIds(locations).map((id) => surveySession(locations, id));
  return {
    manifests: surveys.map(({ manifest }) => manifest),
    files: surveys.flatMap(({ files }) => files),
    sessions: surveys.map(({ size }) => size),
    logs: surveys.flatMap(({ logs }) => logs),
    goneLogs: surveys.flatMap(({ goneLogs }) => goneLogs),
  };
}

function surveySession(locations: Locations, sessionId: SessionId) {
  const directory = sessionDirectory(locations, sessionId);
  const files = [observePath(directory), ...surveyDirectory(directory)];
  const byPath = new Map(files.map((file) => [file.path, file]));
  const { condition, manifest } = inspectManifest(manifestPath(locations, sessionId), sessionId);
  const logs: NamedSize[] = [];
  const goneLogs: string[] = [];
  for (const { id, state } of manifest?.shells.values() ?? []) {
    const path = logPath(locations, sessionId, id);
    const name = `${sessionId}/${id}`;
    const log = byPath.get(path) ?? byPath.get(`${path}.gz`);
    if (log !== undefined) logs.push({ name, bytes: log.diskBytes });
    else if (state.status !== 'starting') goneLogs.push(name);
  }
  return {
    manifest: { sessionId, condition },
    files,
    size: { name: sessionId, bytes: files.reduce((sum, { diskBytes }) => sum + diskBytes, 0) },
    logs,
    goneLogs,
  };
}

/** Everything below a directory; links are not followed. */
export function surveyDirectory(directory: string): SeenPath[] {
  return listDirectory(directory).flatMap((name) => {
    const seen = observePath(join(directory, name));
    return seen.kind === 'directory' ? [seen, ...surveyDirectory(seen.path)] : [seen];
  });
}
