import { setTimeout as delay } from 'node:timers/promises';
import { ExpectedError } from '../domain/errors.js';
import { type ExitStatus, exitStatusOf } from '../domain/exit-status.js';
import type { SessionId, ShellId, ShellUid } from '../domain/ids.js';
import { judgeMemoryDeath, withMemoryDeath } from '../domain/memory-death.js';
import { type ShellEvent, transition } from '../domain/lifecycle.js';
import type { ProcessIdentity } from '../domain/process.js';
import { judge, LOST_WITH_SHIM } from '../domain/reconcile.js';
import type { OutputRecord, RunningRecord, Shell } from '../domain/shell.js';
import { isLive } from '../domain/shell-state.js';
import { isErrno } from '../os/errno.js';
import { isAlive } from '../os/is-alive.js';
import { platform } from '../os/platform.js';
import { systemSignals } from '../os/signal-names.js';
import type { Locations } from '../store/locations.js';
import type { OpenSession } from '../store/open-session.js';
import {
  hasRunningRecord,
  readRunningRecords,
  removeRunningRecord,
  writeRunningRecord,
} from '../store/running-records.js';
import type { SessionStore } from '../store/session-store.js';
import { listSpool, readSpool, removeFromSpool, type SpoolRecord } from '../store/spool.js';
import type { SupervisorLog } from '../store/supervisor-log.js';
import { Changes } from './changes.js';
import { endInputHolder } from './input-holder.js';
import { observe, shimPids } from './observe-shell.js';
import { pausePoint } from '../os/pause-point.js';

/** How long a shim that is there may take to drop the record it owes. */
const OWED_RECORD_MS = 2_000;
const RETRY_WRITES_MS = 2_000;
const WRITE_RECORD_AFTER_MS = 500;
/** How often a shell is looked at whose shim was killed. */
const LOOK_AGAIN_MS = 2_000;

const ALL_KINDS = ['started', 'stalled', 'exited', 'drained', 'pending'] as const;

/** A shell whose processes, or whose output, are not known to have ended. */
interface LiveShell {
  record: RunningRecord;
  /** Records are taken one batch after the other. */
  taking: Promise<void>;
  lookingAgain: NodeJS.Timeout | undefined;
  /** Nothing holds its output any more. */
  isDrained: boolean;
  /** Its policy, if it has one, wants nothing more of it. */
  isLetGo: boolean;
}

/**
 * The shells that are live, and the one place where what happens to them is
 * taken down. Works for every session that holds a shell.
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
  #retryTimer: NodeJS.Timeout | undefined;

  constructor(locations: Locations, log: SupervisorLog) {
    this.#locations = locations;
    this.#log = log;
  }

  get size(): number {
    return this.#live.size;
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
    this.#register(record);
  }

  /** Takes a shell out that was never forked. */
  forget(uid: ShellUid): void {
    this.#live.delete(uid);
    this.onGone(uid);
    removeRunningRecord(this.#locations, uid);
    removeFromSpool(this.#locations, uid, ['pending']);
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

  /** After a start: takes up every shell that is recorded as live, and finds out what became of it. */
  async reconcile(): Promise<void> {
    const records = readRunningRecords(this.#locations);
    for (const record of records) this.#register(record);
    await Promise.all(records.map(({ uid }) => this.takeRecords(uid)));
    await Promise.all(records.map(({ uid }) => this.settle(uid)));
    for (const uid of listSpool(this.#locations)) await this.takeRecords(uid);
    for (const uid of this.#live.keys()) this.onChange(uid);
  }

  /** Takes what a shim has dropped for this shell, in order, and removes what is then on disk. */
  async takeRecords(uid: ShellUid): Promise<void> {
    const live = this.#live.get(uid);
    if (live === undefined) {
      this.#takeLeftover(uid);
      return;
    }
    // One that failed is no reason for the next to.
    live.taking = live.taking.catch(() => undefined).then(() => this.#take(live));
    await live.taking;
  }

  /**
   * Finds out whether a shell that is recorded as live still is. Waits a
   * moment for a record that its shim owes.
   */
  async settle(uid: ShellUid): Promise<void> {
    const deadline = Date.now() + OWED_RECORD_MS;
    for (;;) {
      const record = this.record(uid);
      const shell = await this.find(uid);
      if (record === undefined) return;
      if (shell === undefined || !isLive(shell.state)) {
        if (shell === undefined) this.letGo(uid);
        if ((await shimPids(uid)).length === 0) this.#release(uid);
        else this.#lookAgainIfUnattended(uid);
        return;
      }
      const finding = judge(shell.state, await observe(shell, record));
      if (finding.kind === 'runs' || finding.kind === 'runs-unrecorded') {
        this.#completeRecord(uid, shell);
        this.#lookAgainIfUnattended(uid);
        return;
      }
      // A record may have been dropped between the last look into the spool and this one.
      await this.takeRecords(uid);
      const now = await this.find(uid);
      if (now === undefined || !isLive(now.state)) return;
      if (finding.kind === 'vanished') {
        await this.#vanish(uid, finding.reason);
        return;
      }
      if (Date.now() > deadline) {
        if (!mayRecord(now)) await this.#vanish(uid, LOST_WITH_SHIM);
        return;
      }
      await delay(10);
    }
  }

  /** Takes up a session's live shells that no running record speaks of, as after a power cut. */
  adopt(session: OpenSession): void {
    for (const shell of session.manifest.shells.values()) {
      if (isLive(shell.state) && !this.#live.has(shell.uid)) this.add(recordOf(session.id, shell));
    }
  }

  /** Takes up what is in the spool, for all shells: a watch may have missed something. */
  async takeAllRecords(): Promise<void> {
    await Promise.all(listSpool(this.#locations).map((uid) => this.takeRecords(uid)));
  }

  #register(record: RunningRecord): void {
    this.#live.set(record.uid, {
      record,
      taking: Promise.resolve(),
      lookingAgain: undefined,
      isDrained: false,
      isLetGo: record.hasPolicy !== true,
    });
    this.onLive(record);
  }

  async #take(live: LiveShell): Promise<void> {
    const { uid } = live.record;
    for (const dropped of readSpool(this.#locations, uid)) {
      const isWritten = await this.#takeOne(live, dropped);
      this.changes.announce();
      if (!isWritten) return;
    }
  }

  /** @returns Whether it is on disk; only then it leaves the spool. */
  async #takeOne(live: LiveShell, dropped: SpoolRecord): Promise<boolean> {
    const { record } = live;
    const { uid } = record;
    let isWritten = true;
    switch (dropped.kind) {
      case 'started': {
        const processes = {
          process: identify(dropped.pid, dropped.startTicks, record.bootId),
          shim: identify(dropped.shimPid, dropped.shimStartTicks, record.bootId),
        };
        pausePoint('started: before the manifest');
        isWritten = await this.apply(uid, { type: 'started', at: dropped.at, ...processes });
        this.onChange(uid);
        live.record = { ...record, processes };
        this.#writeRecordSoon(live);
        break;
      }
      case 'stalled':
        isWritten = await this.updateOutput(uid, (output) => ({
          ...output,
          gapAt: output.gapAt ?? dropped.at,
        }));
        break;
      case 'exited': {
        pausePoint('exited: before the manifest');
        const exit = exitStatusOf(dropped.code, systemSignals);
        await this.#noteMemoryDeath(record, exit);
        isWritten = await this.apply(uid, { type: 'exited', at: dropped.at, exit });
        this.onChange(uid);
        pausePoint('exited: before the spool is emptied');
        this.#lookAgainIfUnattended(uid);
        break;
      }
      case 'drained': {
        const shell = await this.find(uid);
        // The shim's last act. Where it left no exit record by now, none can come.
        if (shell !== undefined && isLive(shell.state)) await this.#vanish(uid, LOST_WITH_SHIM);
        pausePoint('exited: before the running record is removed');
        this.#release(uid);
        return true;
      }
    }
    if (isWritten) removeFromSpool(this.#locations, uid, [dropped.kind]);
    return isWritten;
  }

  /** Its manifest says why it was killed where the system did that; the counts are those of one boot. */
  async #noteMemoryDeath(record: RunningRecord, exit: ExitStatus): Promise<void> {
    if (exit.signal !== 'SIGKILL' || record.bootId !== platform.currentBootId()) return;
    const now = platform.countMemoryKills(record.memoryKills?.group?.path);
    const death = judgeMemoryDeath(exit, record.memoryKills, now);
    if (death === undefined) return;
    await this.writeSoonerOrLater(
      this.#update(record.uid, (shell) => withMemoryDeath(shell, death)),
    );
  }

  /** Only a manifest that is damaged while the shell runs makes this record needed: it has time. */
  #writeRecordSoon(live: LiveShell): void {
    setTimeout(() => {
      const { record } = live;
      if (this.#live.get(record.uid) !== live) return;
      void this.writeSoonerOrLater(
        Promise.resolve().then(() => {
          writeRunningRecord(this.#locations, record);
        }),
      );
    }, WRITE_RECORD_AFTER_MS);
  }

  /** A supervisor that died right after a start had not written the processes into the record yet. */
  #completeRecord(uid: ShellUid, { state }: Shell): void {
    const live = this.#live.get(uid);
    if (live === undefined || live.record.processes !== undefined) return;
    if (state.status !== 'running') return;
    live.record = { ...live.record, processes: { process: state.process, shim: state.shim } };
    this.#writeRecordSoon(live);
  }

  /**
   * A shim that was killed cannot say that the output has ended, nor perhaps the command: we look.
   * So we do where its shim is not known, since the command ended before that was recorded.
   */
  #lookAgainIfUnattended(uid: ShellUid): void {
    const live = this.#live.get(uid);
    const shim = live?.record.processes?.shim;
    if (live === undefined || (shim !== undefined && isAlive(shim))) return;
    live.lookingAgain ??= setTimeout(() => {
      live.lookingAgain = undefined;
      void this.settle(uid);
    }, LOOK_AGAIN_MS);
  }

  /** Records of a shell that is not live: what they say is in its manifest already. */
  #takeLeftover(uid: ShellUid): void {
    if (!hasRunningRecord(this.#locations, uid)) removeFromSpool(this.#locations, uid, ALL_KINDS);
  }

  async #vanish(uid: ShellUid, reason: string): Promise<void> {
    if ((await this.find(uid))?.input !== undefined) await endInputHolder(uid); // its shim cannot any more
    const isWritten = await this.apply(uid, { type: 'vanished', at: Date.now(), reason });
    this.onChange(uid);
    if (isWritten) this.#release(uid);
    this.changes.announce();
  }

  /** Its policy wants nothing more of a run that has ended. */
  letGo(uid: ShellUid): void {
    const live = this.#live.get(uid);
    if (live === undefined) return;
    live.isLetGo = true;
    if (live.isDrained) this.#release(uid);
  }

  /** Its output has ended as well; unless its policy still wants something, that was all. */
  #release(uid: ShellUid): void {
    const live = this.#live.get(uid);
    if (live !== undefined) live.isDrained = true;
    if (live?.isLetGo === false) return;
    this.#live.delete(uid);
    this.onGone(uid);
    removeRunningRecord(this.#locations, uid);
    removeFromSpool(this.#locations, uid, ALL_KINDS);
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
    if (await this.sessions.retryWrites()) await this.takeAllRecords();
    else this.#retryLater();
  }
}

/** Whether a record can still come: a shim that is there may be slow, or stopped. */
function mayRecord({ state }: Shell): boolean {
  return state.status === 'starting' || (state.status === 'running' && isAlive(state.shim));
}

/** Where the shim could not read the start time (no `/proc`), the process itself is asked. */
function identify(pid: number, startTicks: number | undefined, bootId: string): ProcessIdentity {
  return { pid, startTicks: startTicks ?? platform.identifyProcess(pid)?.startTicks ?? 0, bootId };
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
