import type { ShellUid } from '../domain/ids.js';
import { planTrim } from '../domain/output-offsets.js';
import type { RunningRecord } from '../domain/shell.js';
import { platform } from '../os/platform.js';
import { type FileWatch, watchFile } from '../os/watch-file.js';
import { type Locations, logPath } from '../store/locations.js';
import { sizeOfLog } from '../store/output-log.js';
import type { SupervisorLog } from '../store/supervisor-log.js';
import type { LiveShells } from './live-shells.js';
import { pausePoint } from '../os/pause-point.js';
import { resumeShortening, shortenLog } from './shorten-log.js';

/** A log that is written to is looked at this often: seldom while it has room, often near its cap. */
const MIN_PAUSE_MS = 20;
const MAX_PAUSE_MS = 500;

interface CappedLog {
  readonly path: string;
  watch: FileWatch | undefined;
  timer: NodeJS.Timeout | undefined;
  size: number;
  sizeAt: number;
  /** The trimming that is under way. */
  trimming: Promise<void>;
}

/**
 * Keeps the logs of live shells within their caps. A log that nobody writes to
 * costs nothing: it is watched. One that is written to is looked at by a timer
 * until it is quiet again, so that a chatty shell does not keep us busy.
 */
export class LogCaps {
  readonly #locations: Locations;
  readonly #shells: LiveShells;
  readonly #log: SupervisorLog;
  readonly #logs = new Map<ShellUid, CappedLog>();

  constructor(locations: Locations, shells: LiveShells, log: SupervisorLog) {
    this.#locations = locations;
    this.#shells = shells;
    this.#log = log;
  }

  add({ uid, sessionIds: [sessionId], shellId }: RunningRecord): void {
    if (sessionId === undefined || this.#logs.has(uid)) return;
    const path = logPath(this.#locations, sessionId, shellId);
    const log: CappedLog = {
      path,
      watch: undefined,
      timer: undefined,
      size: sizeOfLog(path).bytes,
      sizeAt: Date.now(),
      trimming: Promise.resolve(),
    };
    this.#logs.set(uid, log);
    log.trimming = resumeShortening(this.#shells, uid, path)
      .catch((error: unknown) => {
        this.#report(uid, error);
      })
      .then(() => {
        this.#look(uid, log);
      });
  }

  remove(uid: ShellUid): void {
    const log = this.#logs.get(uid);
    log?.watch?.close();
    clearTimeout(log?.timer);
    this.#logs.delete(uid);
  }

  /** Resolves when no trimming of this shell's log is under way. */
  async whenAtRest(uid: ShellUid): Promise<void> {
    // The end of one can be the beginning of the next.
    for (let awaited; awaited !== this.#logs.get(uid)?.trimming;) {
      awaited = this.#logs.get(uid)?.trimming;
      await awaited;
    }
  }

  #look(uid: ShellUid, log: CappedLog): void {
    if (this.#logs.get(uid) !== log) return;
    // Shortening changes the file too: nobody must look while it is under way.
    log.watch?.close();
    log.watch = undefined;
    const now = Date.now();
    const { bytes } = sizeOfLog(log.path);
    const grown = bytes - log.size;
    const bytesPerMs = grown / Math.max(1, now - log.sizeAt);
    log.size = bytes;
    log.sizeAt = now;
    log.trimming = this.#trim(uid, log, bytes)
      .catch((error: unknown) => {
        this.#report(uid, error);
      })
      .then(() => {
        this.#lookAgain(uid, log, grown > 0 ? bytesPerMs : 0);
      });
  }

  #lookAgain(uid: ShellUid, log: CappedLog, bytesPerMs: number): void {
    if (this.#logs.get(uid) !== log) return;
    if (bytesPerMs > 0) {
      const pauseMs = Math.min(MAX_PAUSE_MS, Math.max(MIN_PAUSE_MS, (1024 * 1024) / bytesPerMs));
      log.timer = setTimeout(() => {
        this.#look(uid, log);
      }, pauseMs);
      return;
    }
    log.watch = watchFile(log.path, () => {
      this.#look(uid, log);
    });
    // What was written between the last look and the watch.
    if (sizeOfLog(log.path).bytes !== log.size) this.#look(uid, log);
  }

  async #trim(uid: ShellUid, log: CappedLog, bytes: number): Promise<void> {
    const shell = await this.#shells.find(uid);
    if (shell === undefined) return;
    const start = planTrim(shell.output, bytes);
    if (start === undefined) return;
    const publish = async (): Promise<boolean> =>
      this.#shells.updateOutput(uid, (output) => ({ ...output, start }));
    // Published before the bytes go: a reader looks at it again after it has read.
    const isOnDisk = await publish();
    pausePoint('trim: start published');
    if (await platform.punchHole(log.path, start - shell.output.fileBase)) {
      // The disk was too full for the record: the hole has made room for it.
      if (!isOnDisk) await publish();
      return;
    }
    if (!isOnDisk) return;
    await shortenLog(this.#shells, shell, log.path, start);
    log.size = sizeOfLog(log.path).bytes;
  }

  #report(uid: ShellUid, error: unknown): void {
    this.#log.write(`the log of ${uid} could not be kept within its cap: ${String(error)}`);
  }
}
