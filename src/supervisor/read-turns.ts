/**
 * Lets one reader at a time read on in a shell's output, so that two terminals
 * never show the same new bytes. A turn ends when the reader has moved the
 * position, or when its connection is gone.
 */
export class ReadTurns {
  readonly #turns = new Map<string, { readonly owner: object; readonly over: Promise<void> }>();
  readonly #end = new Map<string, () => void>();

  /**
   * Waits for the turn of `owner`.
   *
   * @returns false when somebody else's turn did not end within `timeoutMs`.
   */
  async begin(key: string, owner: object, timeoutMs: number): Promise<boolean> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const current = this.#turns.get(key);
      if (current === undefined || current.owner === owner) break;
      const remainingMs = deadline - Date.now();
      if (remainingMs <= 0) return false;
      await raceWithTimeout(current.over, remainingMs);
    }
    if (!this.#turns.has(key)) {
      const over = new Promise<void>((resolve) => {
        this.#end.set(key, resolve);
      });
      this.#turns.set(key, { owner, over });
    }
    return true;
  }

  end(key: string, owner: object): void {
    if (this.#turns.get(key)?.owner !== owner) return;
    this.#turns.delete(key);
    this.#end.get(key)?.();
    this.#end.delete(key);
  }

  /** The connection of `owner` is gone. */
  endAll(owner: object): void {
    for (const [key, turn] of [...this.#turns]) if (turn.owner === owner) this.end(key, owner);
  }
}

async function raceWithTimeout(promise: Promise<void>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([promise, timeout]);
  clearTimeout(timer);
}
