import { createHash } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import type { SessionId, ShellId, ShellUid } from '../domain/ids.js';

/** Where everything lives. Absolute paths; nothing here touches the disk. */
export interface Locations {
  readonly config: string;
  readonly state: string;
  readonly runtime: string;
  readonly settings: string;
  readonly socket: string;
  readonly supervisorLock: string;
  readonly supervisorLog: string;
  readonly sessions: string;
  readonly running: string;
  readonly spool: string;
  readonly projects: string;
}

/** Most bytes of a Unix socket's path on macOS, the closing NUL included; Linux has 108 (unix(7)). */
const MAX_SOCKET_PATH_BYTES = 104;

/**
 * @param home - `CLAUDE_SESSIONS_HOME`: one folder for everything, instead of the platform's own.
 */
export function locate(home: string | undefined): Locations {
  const base = home === undefined || home === '' ? platformDirectories() : inOneFolder(home);
  const { config, state } = base;
  const runtime = shortEnough(base.runtime);
  return {
    config,
    state,
    runtime,
    settings: join(config, 'settings.json'),
    socket: socketIn(runtime),
    supervisorLock: join(state, 'supervisor.lock'),
    supervisorLog: join(state, 'supervisor.log'),
    sessions: join(state, 'sessions'),
    running: join(state, 'running'),
    spool: join(state, 'spool'),
    projects: join(state, 'projects'),
  };
}

export function sessionDirectory(locations: Locations, sessionId: SessionId): string {
  return join(locations.sessions, sessionId);
}

export function manifestPath(locations: Locations, sessionId: SessionId): string {
  return join(sessionDirectory(locations, sessionId), 'manifest.json');
}

/** The conversation. */
export function journalPath(locations: Locations, sessionId: SessionId): string {
  return join(sessionDirectory(locations, sessionId), 'messages.jsonl');
}

/** The lock of the conversation's writer. */
export function sessionLockPath(locations: Locations, sessionId: SessionId): string {
  return join(sessionDirectory(locations, sessionId), 'session.lock');
}

/** The record of who holds that lock. */
export function sessionHolderPath(locations: Locations, sessionId: SessionId): string {
  return join(sessionDirectory(locations, sessionId), 'session.holder');
}

export function outputDirectory(locations: Locations, sessionId: SessionId): string {
  return join(sessionDirectory(locations, sessionId), 'output');
}

export function logPath(locations: Locations, sessionId: SessionId, shellId: ShellId): string {
  return join(outputDirectory(locations, sessionId), `${shellId}.log`);
}

/** The FIFO through which one types into a shell. */
export function inputPath(locations: Locations, sessionId: SessionId, shellId: ShellId): string {
  return join(sessionDirectory(locations, sessionId), 'input', shellId);
}

export function runningPath(locations: Locations, uid: ShellUid): string {
  return join(locations.running, uid);
}

/** The record that names the latest session of a directory. */
export function projectPath(locations: Locations, directory: string): string {
  return join(locations.projects, digest(directory));
}

type Base = Pick<Locations, 'config' | 'state' | 'runtime'>;

function inOneFolder(home: string): Base {
  const folder = resolve(home);
  return { config: folder, state: folder, runtime: join(folder, 'runtime') };
}

/** The socket stays with the state: a runtime directory may be emptied at logout, while shells run on. */
function platformDirectories(): Base {
  const paths = envPaths('claude-sessions', { suffix: '' });
  return { config: paths.config, state: paths.data, runtime: join(paths.data, 'runtime') };
}

function shortEnough(runtime: string): string {
  if (Buffer.byteLength(socketIn(runtime)) < MAX_SOCKET_PATH_BYTES) return runtime;
  const { uid } = userInfo();
  return join(tmpdir(), `claude-sessions-${uid}-${digest(dirname(runtime)).slice(0, 12)}`);
}

function socketIn(runtime: string): string {
  return join(runtime, 'supervisor.sock');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
