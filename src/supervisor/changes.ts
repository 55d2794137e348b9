/** A timer of Node can wait no longer: 24 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Lets many wait for one thing or another to become true, without polling. */
export class Changes {
  readonly #listeners = new Set<() => void>();

  announce(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /**
   * Resolves with what `check` gives as soon as that is not `undefined`: at
   * once, or after a change that was announced. Resolves with `undefined` when
   * the time is up or `signal` gives it up.
   */
  async waitUntil<T>(
    check: () => T | undefined,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<T | undefined> {
    const now = check();
    if (now !== undefined || signal?.aborted === true) return now;
    return new Promise((resolve) => {
      const finish = (value: T | undefined): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        this.#listeners.delete(listener);
        resolve(value);
      };
      const listener = (): void => {
        const value = check();
        if (value !== undefined) finish(value);
      };
      const giveUp = (): void => {
        finish(undefined);
      };
      const timer = setTimeout(giveUp, Math.min(timeoutMs, LONGEST_TIMER_MS));
      signal?.addEventListener('abort', giveUp);
      this.#listeners.add(listener);
    });
  }
}
