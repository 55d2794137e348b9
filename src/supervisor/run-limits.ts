import { renderDuration } from '../domain/quantities.js';
import type { EndReason } from '../domain/run-policy.js';
import type { Shell } from '../domain/shell.js';
import { logPath } from '../store/locations.js';
import type { OpenSession } from '../store/open-session.js';
import { sizeOfLog } from '../store/output-log.js';
import type { SupervisorContext } from './context.js';
import { measureShells } from './measure-shells.js';
import { watchMemory } from './memory-rounds.js';

/** A timer of Node can wait no longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** A shell that uses less of a core than this computes nothing. */
const IDLE_CPU_PERCENT = 0.5;

/** Watches one run of a shell, and says when it exceeds one of the limits that its policy sets. */
export class RunLimits {
  readonly #timers: NodeJS.Timeout[] = [];
  #unwatchMemory: (() => void) | undefined;
  readonly #context: SupervisorContext;
  readonly #session: OpenSession;
  readonly #shell: Shell;
  readonly #onExceeded: (reason: EndReason) => void;

  constructor(
    context: SupervisorContext,
    session: OpenSession,
    shell: Shell,
    onExceeded: (reason: EndReason) => void,
  ) {
    this.#context = context;
    this.#session = session;
    this.#shell = shell;
    this.#onExceeded = onExceeded;
    const { timeoutMs, maxMemoryBytes, idleTimeoutMs } = shell.policy ?? {};
    if (timeoutMs !== undefined) this.#limitTime(timeoutMs);
    if (maxMemoryBytes !== undefined) this.#limitMemory(maxMemoryBytes);
    if (idleTimeoutMs !== undefined) this.#limitIdleness(idleTimeoutMs);
  }

  close(): void {
    this.#timers.forEach(clearInterval);
    this.#unwatchMemory?.();
  }

  /** Counted from the start of the run, whichever supervisor was there then. */
  #limitTime(timeoutMs: number): void {
    const leftMs = this.#shell.state.startedAt + timeoutMs - Date.now();
    this.#after(Math.max(0, leftMs), () => {
      this.#exceeded('timeout');
    });
  }

  #limitMemory(maxMemoryBytes: number): void {
    this.#unwatchMemory = watchMemory(this.#shell, (bytes) => {
      if (bytes > maxMemoryBytes) this.#exceeded('max-memory');
    });
  }

  #limitIdleness(idleTimeoutMs: number): void {
    const path = logPath(this.#context.locations, this.#session.id, this.#shell.id);
    let written = sizeOfLog(path).bytes;
    let activeAt = Date.now();
    let isAnnounced = false;
    this.#every(Math.min(30_000, Math.max(100, idleTimeoutMs / 4)), async () => {
      const { bytes } = sizeOfLog(path);
      const usage = (await measureShells([this.#shell])).get(this.#shell);
      if (bytes !== written || (usage?.cpu ?? 0) > IDLE_CPU_PERCENT) {
        written = bytes;
        activeAt = Date.now();
        isAnnounced = false;
        return;
      }
      const idleMs = Date.now() - activeAt;
      if (idleMs >= idleTimeoutMs) this.#exceeded('idle-timeout');
      else if (!isAnnounced && idleMs >= idleTimeoutMs / 2) {
        isAnnounced = true;
        const left = renderDuration(idleTimeoutMs - idleMs);
        this.#session.tell(`${this.#shell.id} has been idle, and is ended in ${left}.`);
      }
    });
  }

  #exceeded(reason: EndReason): void {
    this.close();
    this.#onExceeded(reason);
  }

  #after(ms: number, act: () => void): void {
    if (ms <= LONGEST_TIMER_MS) {
      this.#timers.push(setTimeout(act, ms));
      return;
    }
    this.#timers.push(
      setTimeout(() => {
        this.#after(ms - LONGEST_TIMER_MS, act);
      }, LONGEST_TIMER_MS),
    );
  }

  #every(ms: number, look: () => Promise<void>): void {
    this.#timers.push(setInterval(() => void look(), ms));
  }
}
