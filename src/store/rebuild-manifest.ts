import { readdirSync, statSync } from 'node:fs';
import { isErrno } from '../os/errno.js';
import {
  parseShellId,
  parseShellUid,
  type SessionId,
  type ShellId,
  shellNumber,
} from '../domain/ids.js';
import type { Manifest } from '../domain/manifest.js';
import type { OutputRecord, RunningRecord, Shell } from '../domain/shell.js';
import {
  type Locations,
  logPath,
  manifestPath,
  outputDirectory,
  sessionDirectory,
} from './locations.js';
import type { ReadManifest } from './manifest-file.js';
import { sizeOfLog } from './output-log.js';
import { readRunningRecords } from './running-records.js';
import { DEFAULT_MAX_OUTPUT_BYTES } from './shell-codec.js';

/**
 * Puts a damaged or missing manifest together again: what could be read of it,
 * then the records of live shells, then the logs that are there. Reads only.
 *
 * @param read - What is left of the file, `undefined` where it is gone.
 * @returns The manifest, and what the user should be told, one sentence each.
 */
export function rebuildManifest(
  locations: Locations,
  sessionId: SessionId,
  read: ReadManifest | undefined,
): { manifest: Manifest; notices: readonly string[] } {
  const path = manifestPath(locations, sessionId);
  const manifest = read?.manifest ?? emptyManifest(locations, sessionId);
  const records = readRunningRecords(locations).filter((record) =>
    record.sessionIds.includes(sessionId),
  );
  const shells = new Map(manifest.shells);

  const revived = records.filter((record) => !shells.has(record.shellId));
  for (const record of revived)
    shells.set(record.shellId, shellFromRecord(locations, sessionId, record));
  const places =
    read?.isDirectoryKnown === true
      ? {}
      : guessPlaces(locations, manifest, [...records, ...shells.values()]);

  const orphanedLogs = listLogs(locations, sessionId).filter((shellId) => !shells.has(shellId));
  for (const shellId of orphanedLogs) {
    shells.set(shellId, shellFromLog(locations, sessionId, shellId));
  }

  const highest = Math.max(0, ...[...shells.keys()].map(shellNumber));
  return {
    manifest: {
      ...manifest,
      ...places,
      shells,
      nextShell: Math.max(manifest.nextShell, highest + 1),
    },
    notices: [
      read === undefined
        ? `The record of session ${sessionId} was gone.`
        : `The record of session ${sessionId} was damaged: ${read.problems.join(', ')}.`,
      ...(read?.keptAside === undefined ? [] : [`What it held is kept in ${read.keptAside}.`]),
      ...list(
        'Recovered from what runs',
        revived.map((record) => record.shellId),
      ),
      ...list('Only the output is left of', orphanedLogs),
      `It was put together again as ${path}.`,
    ],
  };
}

function list(what: string, shellIds: readonly ShellId[]): string[] {
  return shellIds.length === 0 ? [] : [`${what}: ${shellIds.join(', ')}.`];
}

/**
 * Where a session belongs whose directory is not known any more: where it is
 * now, or was when it started something. Where even that is not known, to its
 * own folder: it is nobody's latest session then.
 */
function guessPlaces(
  locations: Locations,
  { sessionId, cwd }: Manifest,
  started: readonly { readonly cwd: string }[],
): Pick<Manifest, 'directory' | 'cwd'> {
  const known = cwd === '/' ? started[0]?.cwd : cwd;
  return {
    directory: known ?? sessionDirectory(locations, sessionId),
    cwd: known ?? cwd,
  };
}

function emptyManifest(locations: Locations, sessionId: SessionId): Manifest {
  const { birthtimeMs } = statSync(sessionDirectory(locations, sessionId));
  return {
    sessionId,
    startTime: new Date(birthtimeMs).toISOString(),
    lastActive: new Date().toISOString(),
    directory: '/',
    cwd: '/',
    environment: { set: {}, unset: [] },
    nextShell: 1,
    shells: new Map(),
    unknownFields: {},
  };
}

function listLogs(locations: Locations, sessionId: SessionId): ShellId[] {
  try {
    return readdirSync(outputDirectory(locations, sessionId))
      .filter((name) => /^bash_[1-9]\d{0,8}\.log$/.test(name))
      .map((name) => parseShellId(name.slice(0, -'.log'.length)));
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

/** What the file itself tells: a log whose beginning was dropped takes less on the disk than it is long. */
function outputFromLog(locations: Locations, sessionId: SessionId, shellId: ShellId): OutputRecord {
  const { bytes, diskBytes } = sizeOfLog(logPath(locations, sessionId, shellId));
  const start = Math.max(0, bytes - diskBytes);
  return { position: start, start, fileBase: 0, maxBytes: DEFAULT_MAX_OUTPUT_BYTES };
}

function shellFromRecord(
  locations: Locations,
  sessionId: SessionId,
  { shellId, uid, command, cwd, interpreter, startedAt, processes }: RunningRecord,
): Shell {
  return {
    id: shellId,
    uid,
    command,
    cwd,
    interpreter,
    state:
      processes === undefined
        ? { status: 'starting', startedAt }
        : { status: 'running', startedAt, ...processes },
    output: outputFromLog(locations, sessionId, shellId),
    pastRuns: [],
    runs: 1,
  };
}

function shellFromLog(locations: Locations, sessionId: SessionId, id: ShellId): Shell {
  const writtenAt = Math.round(statSync(logPath(locations, sessionId, id)).mtimeMs);
  return {
    id,
    uid: parseShellUid(`recovered-${id.replace('_', '-')}`),
    command: '',
    cwd: '/',
    interpreter: '/bin/sh',
    state: {
      status: 'lost',
      startedAt: writtenAt,
      endedAt: writtenAt,
      reason: 'its record was damaged; only its output is left',
    },
    output: outputFromLog(locations, sessionId, id),
    pastRuns: [],
    runs: 1,
  };
}
