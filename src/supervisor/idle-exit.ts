/** Calls `onIdle` when nothing has happened and nothing has been running for a while. */
export class IdleExit {
  readonly #afterMs: () => number;
  readonly #isBusy: () => boolean;
  readonly #onIdle: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param isBusy - Whether there is something to stay for; asked when the time is up. */
  constructor(afterMs: () => number, isBusy: () => boolean, onIdle: () => void) {
    this.#afterMs = afterMs;
    this.#isBusy = isBusy;
    this.#onIdle = onIdle;
  }

  /** Something happened, or ended: the time begins anew. */
  readonly noteActivity = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isBusy()) return; // whatever makes it busy will end, and is noted then
    this.#timer = setTimeout(() => {
      if (!this.#isBusy()) this.#onIdle();
    }, this.#afterMs());
  };
}
