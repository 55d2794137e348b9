import { setTimeout as delay } from 'node:timers/promises';
import { type ExitStatus, exitStatusOf } from '../domain/exit-status.js';
import type { ShellUid } from '../domain/ids.js';
import { judgeMemoryDeath, type MemoryDeath } from '../domain/memory-death.js';
import type { ProcessIdentity } from '../domain/process.js';
import { judge, LOST_WITH_SHIM } from '../domain/reconcile.js';
import type { RunningRecord, Shell } from '../domain/shell.js';
import { isLive } from '../domain/shell-state.js';
import { isAlive } from '../os/is-alive.js';
import { pausePoint } from '../os/pause-point.js';
import { platform } from '../os/platform.js';
import { systemSignals } from '../os/signal-names.js';
import type { Locations } from '../store/locations.js';
import { hasRunningRecord, readRunningRecords } from '../store/running-records.js';
import {
  emptySpool,
  listReservations,
  listSpool,
  readSpool,
  removeFromSpool,
  type SpoolRecord,
} from '../store/spool.js';
import { endInputHolder } from './input-holder.js';
import type { LiveShells } from './live-shells.js';
import { observe, shimPids } from './observe-shell.js';

/** How long a shim that is there may take to drop the record it owes. */
const OWED_RECORD_MS = 2_000;
/** How often a shell is looked at whose shim was killed. */
const LOOK_AGAIN_MS = 2_000;

/**
 * Finds out what becomes of the live shells: takes what their shims drop into
 * the spool, and looks at the machine where no record comes.
 */
export class Reconciliation {
  readonly #locations: Locations;
  readonly #shells: LiveShells;
  /** A shell's records are taken one batch after the other. */
  readonly #taking = new Map<ShellUid, Promise<void>>();
  readonly #lookingAgain = new Map<ShellUid, NodeJS.Timeout>();

  constructor(locations: Locations, shells: LiveShells) {
    this.#locations = locations;
    this.#shells = shells;
  }

  /** After a start: takes up every shell that is recorded as live, and finds out what became of it. */
  async reconcile(): Promise<void> {
    const records = readRunningRecords(this.#locations);
    for (const record of records) this.#shells.register(record);
    await Promise.all(records.map(({ uid }) => this.takeRecords(uid)));
    await Promise.all(records.map(({ uid }) => this.settle(uid)));
    for (const uid of listSpool(this.#locations)) await this.takeRecords(uid);
    await this.#removeUnusedReservations();
    for (const uid of this.#shells.uids()) this.#shells.onChange(uid);
  }

  /** Takes what a shim has dropped for this shell, in order, and removes what is then on disk. */
  async takeRecords(uid: ShellUid): Promise<void> {
    if (this.#shells.record(uid) === undefined) {
      this.#takeLeftover(uid);
      return;
    }
    // One that failed is no reason for the next to.
    const before = (this.#taking.get(uid) ?? Promise.resolve()).catch(() => undefined);
    const taking = before.then(() => this.#take(uid));
    this.#taking.set(uid, taking);
    try {
      await taking;
    } finally {
      if (this.#taking.get(uid) === taking) this.#taking.delete(uid);
    }
  }

  /** Takes up what is in the spool, for all shells: a watch may have missed something. */
  async takeAllRecords(): Promise<void> {
    await Promise.all(listSpool(this.#locations).map((uid) => this.takeRecords(uid)));
  }

  /**
   * Finds out whether a shell that is recorded as live still is. Waits a
   * moment for a record that its shim owes.
   */
  async settle(uid: ShellUid): Promise<void> {
    const deadline = Date.now() + OWED_RECORD_MS;
    for (;;) {
      const record = this.#shells.record(uid);
      const shell = await this.#shells.find(uid);
      if (record === undefined) return;
      if (shell === undefined || !isLive(shell.state)) {
        if (shell === undefined) this.#shells.letGo(uid);
        await this.#releaseIfUnattended(uid);
        return;
      }
      const finding = judge(shell.state, await observe(shell, record));
      if (finding.kind === 'runs' || finding.kind === 'runs-unrecorded') {
        this.#completeRecord(record, shell);
        this.#lookAgainIfUnattended(uid);
        return;
      }
      // A record may have been dropped between the last look into the spool and this one.
      await this.takeRecords(uid);
      const now = await this.#shells.find(uid);
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

  /** An earlier supervisor may have died between making room for an exit record and recording its shell. */
  async #removeUnusedReservations(): Promise<void> {
    for (const uid of listReservations(this.#locations)) {
      // A shim that is there still needs the room, whatever has become of its shell's record.
      if (!hasRunningRecord(this.#locations, uid) && (await shimPids(uid)).length === 0)
        emptySpool(this.#locations, uid);
    }
  }

  async #take(uid: ShellUid): Promise<void> {
    for (const dropped of readSpool(this.#locations, uid)) {
      const record = this.#shells.record(uid);
      if (record === undefined) return;
      const isWritten = await this.#takeOne(record, dropped);
      this.#shells.changes.announce();
      if (!isWritten) return;
    }
  }

  /** @returns Whether it is on disk; only then it leaves the spool. */
  async #takeOne(record: RunningRecord, dropped: SpoolRecord): Promise<boolean> {
    const { uid, bootId } = record;
    let isWritten = true;
    switch (dropped.kind) {
      case 'started': {
        const processes = {
          process: identify(dropped.pid, dropped.startTicks, bootId),
          shim: identify(dropped.shimPid, dropped.shimStartTicks, bootId),
        };
        pausePoint('started: before the manifest');
        isWritten = await this.#shells.apply(uid, {
          type: 'started',
          at: dropped.at,
          ...processes,
        });
        this.#shells.onChange(uid);
        this.#shells.noteProcesses(uid, processes);
        break;
      }
      case 'stalled':
        isWritten = await this.#shells.updateOutput(uid, (output) => ({
          ...output,
          gapAt: output.gapAt ?? dropped.at,
        }));
        break;
      case 'exited': {
        pausePoint('exited: before the manifest');
        const exit = exitStatusOf(dropped.code, systemSignals);
        const memoryDeath = findMemoryDeath(record, exit);
        isWritten = await this.#shells.apply(uid, {
          type: 'exited',
          at: dropped.at,
          exit,
          memoryDeath,
        });
        this.#shells.onChange(uid);
        pausePoint('exited: before the spool is emptied');
        this.#lookAgainIfUnattended(uid);
        break;
      }
      case 'drained': {
        const shell = await this.#shells.find(uid);
        // The shim's last act. Where it left no exit record by now, none can come.
        if (shell !== undefined && isLive(shell.state)) await this.#vanish(uid, LOST_WITH_SHIM);
        pausePoint('exited: before the running record is removed');
        this.#shells.release(uid);
        return true;
      }
    }
    if (isWritten) removeFromSpool(this.#locations, uid, [dropped.kind]);
    return isWritten;
  }

  /** A supervisor that died right after a start had not written the processes into the record yet. */
  #completeRecord({ uid, processes }: RunningRecord, { state }: Shell): void {
    if (processes !== undefined || state.status !== 'running') return;
    this.#shells.noteProcesses(uid, { process: state.process, shim: state.shim });
  }

  /** While a part of its shim is there, its exit may still be recorded, and its output go on. */
  async #releaseIfUnattended(uid: ShellUid): Promise<void> {
    if ((await shimPids(uid)).length === 0) this.#shells.release(uid);
    else this.#lookAgainIfUnattended(uid);
  }

  /**
   * A shim that was killed cannot say that the output has ended, nor perhaps the command: we look.
   * So we do where its shim is not known, since the command ended before that was recorded.
   */
  #lookAgainIfUnattended(uid: ShellUid): void {
    const record = this.#shells.record(uid);
    const shim = record?.processes?.shim;
    if (record === undefined || this.#lookingAgain.has(uid)) return;
    if (shim !== undefined && isAlive(shim)) return;
    const timer = setTimeout(() => {
      this.#lookingAgain.delete(uid);
      void this.settle(uid);
    }, LOOK_AGAIN_MS);
    this.#lookingAgain.set(uid, timer);
  }

  /** Records of a shell that is not live: what they say is in its manifest already. */
  #takeLeftover(uid: ShellUid): void {
    if (!hasRunningRecord(this.#locations, uid)) emptySpool(this.#locations, uid);
  }

  async #vanish(uid: ShellUid, reason: string): Promise<void> {
    if ((await this.#shells.find(uid))?.input !== undefined) await endInputHolder(uid); // its shim cannot any more
    const isWritten = await this.#shells.apply(uid, { type: 'vanished', at: Date.now(), reason });
    this.#shells.onChange(uid);
    if (isWritten) await this.#releaseIfUnattended(uid);
    this.#shells.changes.announce();
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

/** Whether the system has killed it for want of memory; the counts are those of one boot. */
function findMemoryDeath(
  { bootId, memoryKills }: RunningRecord,
  exit: ExitStatus,
): MemoryDeath | undefined {
  if (exit.signal !== 'SIGKILL' || bootId !== platform.currentBootId()) return undefined;
  const now = platform.countMemoryKills(memoryKills?.group?.path);
  return judgeMemoryDeath(exit, memoryKills, now);
}
