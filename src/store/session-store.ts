import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { NoSessionHereError, SessionNotFoundError } from '../domain/errors.js';
import { isSessionId, type SessionId } from '../domain/ids.js';
import type { Manifest } from '../domain/manifest.js';
import { isErrno } from '../os/errno.js';
import { type Locations, manifestPath, outputDirectory, sessionDirectory } from './locations.js';
import { readManifest } from './manifest-file.js';
import { OpenSession } from './open-session.js';
import { ensurePrivateDirectory } from './private-directory.js';
import { hasProjectIndex, readLatestSession, writeLatestSession } from './project-index.js';
import { rebuildManifest } from './rebuild-manifest.js';
import { removeUnusedSession } from './remove-unused-session.js';

/** Sessions kept open although nothing of theirs runs, so that the next request need not read them. */
const KEPT_OPEN = 16;

/**
 * The sessions of this user. One process holds it, the supervisor: a session
 * is read once, kept in memory while something of it runs, and written back
 * whole at each change.
 */
export class SessionStore {
  readonly #locations: Locations;
  readonly #open = new Map<SessionId, Promise<OpenSession>>();
  /** What `noteActivity` has written last, by directory. */
  readonly #latest = new Map<string, SessionId>();
  readonly #creating = new Map<string, Promise<void>>();
  /** Says whether a session has to stay open. */
  readonly #isInUse: (session: OpenSession) => boolean;
  /** Hears of every session that is opened, before anybody else sees it. */
  readonly #onOpened: (session: OpenSession) => void;

  constructor(
    locations: Locations,
    options: {
      isInUse: (session: OpenSession) => boolean;
      onOpened: (session: OpenSession) => void;
    },
  ) {
    this.#locations = locations;
    this.#isInUse = options.isInUse;
    this.#onOpened = options.onOpened;
  }

  /**
   * @throws {SessionNotFoundError}
   * @throws {ManifestTooNewError}
   */
  async find(sessionId: SessionId): Promise<OpenSession> {
    const session = await this.#openOnce(sessionId, () => this.#read(sessionId));
    this.#closeUnused();
    return session;
  }

  /** The session last active in `directory`. @throws {NoSessionHereError} */
  async findLatest(directory: string): Promise<OpenSession> {
    const sessionId = await this.#latestOf(directory);
    if (sessionId === undefined) throw new NoSessionHereError(directory);
    return this.find(sessionId);
  }

  /** The session of that id, made in `directory` where there is none. */
  async findOrCreate(sessionId: SessionId, directory: string): Promise<OpenSession> {
    try {
      return await this.find(sessionId);
    } catch (error) {
      if (!(error instanceof SessionNotFoundError)) throw error;
      return this.#openOnce(sessionId, () => this.#create(sessionId, directory));
    }
  }

  /** The session last active in `directory`; where there is none, one of a new id. */
  async findLatestOrCreate(directory: string, newId: () => SessionId): Promise<OpenSession> {
    // Two that come at once get one session.
    const turn = (this.#creating.get(directory) ?? Promise.resolve()).then(async () => {
      try {
        return await this.findLatest(directory);
      } catch (error) {
        if (!(error instanceof NoSessionHereError)) throw error;
        return this.findOrCreate(newId(), directory);
      }
    });
    const over = turn.then(
      () => undefined,
      () => undefined,
    );
    this.#creating.set(directory, over);
    try {
      return await turn;
    } finally {
      if (this.#creating.get(directory) === over) this.#creating.delete(directory);
    }
  }

  listIds(): SessionId[] {
    try {
      return readdirSync(this.#locations.sessions).filter(isSessionId);
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return [];
      throw error;
    }
  }

  /** Writes down everything that could not be written before. */
  async retryWrites(): Promise<boolean> {
    const sessions = await Promise.all(this.#open.values());
    const results = await Promise.allSettled(sessions.map((session) => session.flush()));
    return results.every((result) => result.status === 'fulfilled');
  }

  /** Makes `session` the latest of its directory. */
  noteActivity(session: OpenSession): void {
    const { directory, sessionId } = session.manifest;
    if (this.#latest.get(directory) === sessionId) return;
    if (readLatestSession(this.#locations, directory) !== sessionId)
      writeLatestSession(this.#locations, directory, sessionId);
    this.#latest.set(directory, sessionId);
  }

  async #openOnce(sessionId: SessionId, open: () => Promise<OpenSession>): Promise<OpenSession> {
    const known = this.#open.get(sessionId);
    if (known !== undefined) {
      this.#open.delete(sessionId); // and back in at the end: the map is in order of use
      this.#open.set(sessionId, known);
      return known;
    }
    const opening = open().then((session) => {
      this.#onOpened(session);
      return session;
    });
    this.#open.set(sessionId, opening);
    try {
      return await opening;
    } catch (error) {
      if (this.#open.get(sessionId) === opening) this.#open.delete(sessionId);
      throw error;
    }
  }

  async #read(sessionId: SessionId): Promise<OpenSession> {
    const path = manifestPath(this.#locations, sessionId);
    const read = await readManifest(path, sessionId);
    if (read?.problems.length === 0)
      return new OpenSession(path, read.manifest, { isOnDisk: true });
    if (!existsSync(sessionDirectory(this.#locations, sessionId)))
      throw new SessionNotFoundError(sessionId);
    if (read === undefined && removeUnusedSession(this.#locations, sessionId))
      throw new SessionNotFoundError(sessionId);
    const rebuilt = rebuildManifest(this.#locations, sessionId, read);
    const { manifest, notices } = rebuilt;
    const session = new OpenSession(path, manifest, { isOnDisk: false, notices });
    await session.flush();
    return session;
  }

  async #create(sessionId: SessionId, directory: string): Promise<OpenSession> {
    ensurePrivateDirectory(this.#locations.sessions);
    const now = new Date().toISOString();
    const manifest: Manifest = {
      sessionId,
      startTime: now,
      lastActive: now,
      directory,
      cwd: directory,
      environment: { set: {}, unset: [] },
      nextShell: 1,
      shells: new Map(),
      unknownFields: {},
    };
    const path = sessionDirectory(this.#locations, sessionId);
    try {
      mkdirSync(path, { mode: 0o700 });
      mkdirSync(outputDirectory(this.#locations, sessionId), { mode: 0o700 });
      const file = manifestPath(this.#locations, sessionId);
      const session = new OpenSession(file, manifest, { isOnDisk: false });
      await session.flush();
      this.noteActivity(session);
      return session;
    } catch (error) {
      rmSync(path, { recursive: true, force: true }); // half a session would look like a damaged one
      throw error;
    }
  }

  async #latestOf(directory: string): Promise<SessionId | undefined> {
    if (!hasProjectIndex(this.#locations)) await this.#rebuildIndex();
    const sessionId = readLatestSession(this.#locations, directory);
    if (sessionId === undefined || existsSync(sessionDirectory(this.#locations, sessionId)))
      return sessionId;
    await this.#rebuildIndex(directory);
    const latest = readLatestSession(this.#locations, directory);
    return latest === sessionId ? undefined : latest;
  }

  /** Reads every session once. Only where the cache is missing, or names a session that is gone. */
  async #rebuildIndex(onlyDirectory?: string): Promise<void> {
    const latest = new Map<string, Manifest>();
    for (const sessionId of this.listIds()) {
      const read = await readManifest(manifestPath(this.#locations, sessionId), sessionId).catch(
        () => undefined,
      );
      if (read?.isDirectoryKnown !== true) continue;
      const { manifest } = read;
      const rival = latest.get(manifest.directory);
      if (rival === undefined || rival.lastActive < manifest.lastActive)
        latest.set(manifest.directory, manifest);
    }
    ensurePrivateDirectory(this.#locations.projects);
    for (const [directory, { sessionId }] of latest) {
      if (onlyDirectory === undefined || directory === onlyDirectory)
        writeLatestSession(this.#locations, directory, sessionId);
    }
  }

  #closeUnused(): void {
    let surplus = this.#open.size - KEPT_OPEN;
    for (const [sessionId, opening] of this.#open) {
      if (surplus <= 0) return;
      surplus -= 1;
      void opening.then((session) => {
        if (!this.#isInUse(session) && !session.hasUnwrittenChanges) this.#open.delete(sessionId);
      });
    }
  }
}
