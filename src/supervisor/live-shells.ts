import { ExpectedError } from '../domain/errors.js';
import type { SessionId, ShellId, ShellUid } from '../domain/ids.js';
import { type ShellEvent, transition } from '../domain/lifecycle.js';
import type { OutputRecord, RunningRecord, Shell } from '../domain/shell.js';
import { isLive } from '../domain/shell-state.js';
import { isErrno } from '../os/errno.js';
import { platform } from '../os/platform.js';
import type { Locations } from '../store/locations.js';
import type { OpenSession } from '../store/open-session.js';
import { removeRunningRecord, writeRunningRecord } from '../store/running-records.js';
import type { SessionStore } from '../store/session-store.js';
import { emptySpool } from '../store/spool.js';
import type { SupervisorLog } from '../store/supervisor-log.js';
import { Changes } from './changes.js';

const RETRY_WRITES_MS = 2_000;
const WRITE_RECORD_AFTER_MS = 500;

/** A shell whose processes, or whose output, are not known to have ended. */
interface LiveShell {
  record: RunningRecord;
  /** Nothing holds its output any more. */
  isDrained: boolean;
  /** Its policy, if it has one, wants nothing more of it. */
  isLetGo: boolean;
}

/**
 * The shells that are live, and the one place where they are changed: in every
 * session that holds them. What becomes of them is found out by `Reconciliation`.
 */
export class LiveShells {
  readonly changes = new Changes();
  readonly #locations: Locations;
  readonly #log: SupervisorLog;
  readonly #live = new Map<ShellUid, LiveShell>();
  /** Set once: store and shells need each other. */
  sessions!: SessionStore;
  /** Hears of shells whose logs are to be kept within their caps, and of those no longer. */
  onLive: (record: RunningRecord) => void = () => undefined;
  onGone: (uid: ShellUid) => void = () => undefined;
  /** Hears of each change of a shell's state. */
  onChange: (uid: ShellUid) => void = () => undefined;
  /** Hears that the disk takes again what it did not take before. */
  onWritable: () => void = () => undefined;
  #retryTimer: NodeJS.Timeout | undefined;

  constructor(locations: Locations, log: SupervisorLog) {
    this.#locations = locations;
    this.#log = log;
  }

  get size(): number {
    return this.#live.size;
  }

  uids(): ShellUid[] {
    return [...this.#live.keys()];
  }

  record(uid: ShellUid): RunningRecord | undefined {
    return this.#live.get(uid)?.record;
  }

  /** The sessions in which a shell of that id is live. */
  sessionsWith(shellId: ShellId): SessionId[] {
    return [...this.#live.values()]
      .filter(({ record }) => record.shellId === shellId)
      .flatMap(({ record }) => record.sessionIds);
  }

  isHeldBy(session: OpenSession): boolean {
    return [...session.manifest.shells.values()].some(({ uid }) => this.#live.has(uid));
  }

  /** Takes a shell in, and records it, before it is forked. */
  add(record: RunningRecord): void {
    writeRunningRecord(this.#locations, record);
    this.register(record);
  }

  /** Takes a shell in that is recorded already. */
  register(record: RunningRecord): void {
    this.#live.set(record.uid, {
      record,
      isDrained: false,
      isLetGo: record.hasPolicy !== true,
    });
    this.onLive(record);
  }

  /** Takes a shell out, with all that spool and running records hold of it. */
  forget(uid: ShellUid): void {
    this.#live.delete(uid);
    this.onGone(uid);
    removeRunningRecord(this.#locations, uid);
    emptySpool(this.#locations, uid);
  }

  /**
   * Makes `event` happen to a shell, in every session that holds it.
   *
   * @returns Whether it is on disk; where the disk is full it holds in memory, and is written later.
   */
  async apply(uid: ShellUid, event: ShellEvent): Promise<boolean> {
    return this.writeSoonerOrLater(
      this.#update(uid, (shell) => ({ ...shell, state: transition(shell.state, event) })),
    );
  }

  /**
   * Waits for a change to be written, and takes a failure of the disk for a
   * delay: nothing that has happened, or that a user wants to end, waits for space.
   */
  async writeSoonerOrLater(writing: Promise<void>): Promise<boolean> {
    try {
      await writing;
      return true;
    } catch (error) {
      if (!isErrno(error, 'ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE', 'ENFILE')) throw error;
      this.#log.write(`not written yet: ${error.message}`);
      this.#retryLater();
      return false;
    }
  }

  /** Changes where a live shell's output stands, in every session that holds it. */
  async updateOutput(
    uid: ShellUid,
    change: (output: OutputRecord) => OutputRecord,
  ): Promise<boolean> {
    return this.writeSoonerOrLater(
      this.#update(uid, (shell) => ({ ...shell, output: change(shell.output) })),
    );
  }

  /** The shell as one of the sessions that hold it has it. */
  async find(uid: ShellUid): Promise<Shell | undefined> {
    return (await this.locate(uid))?.shell;
  }

  /** A shell, and one of the sessions that hold it. */
  async locate(uid: ShellUid): Promise<{ session: OpenSession; shell: Shell } | undefined> {
    const record = this.record(uid);
    for (const sessionId of record?.sessionIds ?? []) {
      const session = await this.#findSession(sessionId);
      const shell = record && session?.shell(record.shellId);
      if (session !== undefined && shell?.uid === uid) return { session, shell };
    }
    return undefined;
  }

  /** Takes up a session's live shells that no running record speaks of, as after a power cut. */
  adopt(session: OpenSession): void {
    for (const shell of session.manifest.shells.values()) {
      if (isLive(shell.state) && !this.#live.has(shell.uid)) this.add(recordOf(session.id, shell));
    }
  }

  /**
   * Adds to a shell's record which processes it has, a little later: only a
   * manifest that is damaged while the shell runs makes that needed.
   */
  noteProcesses(uid: ShellUid, processes: NonNullable<RunningRecord['processes']>): void {
    const live = this.#live.get(uid);
    if (live === undefined) return;
    const record = { ...live.record, processes };
    live.record = record;
    setTimeout(() => {
      if (this.#live.get(uid) !== live) return;
      void this.writeSoonerOrLater(
        Promise.resolve().then(() => {
          writeRunningRecord(this.#locations, record);
        }),
      );
    }, WRITE_RECORD_AFTER_MS);
  }

  /** Its policy wants nothing more of a run that has ended. */
  letGo(uid: ShellUid): void {
    const live = this.#live.get(uid);
    if (live === undefined) return;
    live.isLetGo = true;
    if (live.isDrained) this.release(uid);
  }

  /** Its output has ended as well; unless its policy still wants something, that was all. */
  release(uid: ShellUid): void {
    const live = this.#live.get(uid);
    if (live !== undefined) live.isDrained = true;
    if (live?.isLetGo === false) return;
    this.forget(uid);
    this.changes.announce();
  }

  async #update(uid: ShellUid, change: (shell: Shell) => Shell): Promise<void> {
    const record = this.record(uid);
    if (record === undefined) return;
    const { shellId } = record;
    const sessions = await Promise.all(record.sessionIds.map((id) => this.#findSession(id)));
    await Promise.all(
      sessions.map(async (session) => {
        if (session?.shell(shellId)?.uid === uid) await session.updateShell(shellId, change);
      }),
    );
  }

  /** `undefined` for a session that was removed, or that only a newer release can read. */
  async #findSession(sessionId: SessionId): Promise<OpenSession | undefined> {
    try {
      return await this.sessions.find(sessionId);
    } catch (error) {
      if (error instanceof ExpectedError) return undefined;
      throw error;
    }
  }

  #retryLater(): void {
    this.#retryTimer ??= setTimeout(() => {
      this.#retryTimer = undefined;
      void this.#retry();
    }, RETRY_WRITES_MS);
  }

  async #retry(): Promise<void> {
    if (await this.sessions.retryWrites()) this.onWritable();
    else this.#retryLater();
  }
}

function recordOf(sessionId: SessionId, shell: Shell): RunningRecord {
  const { id, uid, command, cwd, interpreter, state } = shell;
  return {
    uid,
    shellId: id,
    sessionIds: [sessionId],
    command,
    cwd,
    interpreter,
    startedAt: state.startedAt,
    bootId: state.status === 'running' ? state.process.bootId : platform.currentBootId(),
    hasPolicy: shell.policy !== undefined,
    ...(state.status === 'running'
      ? { processes: { process: state.process, shim: state.shim } }
      : {}),
  };
}
