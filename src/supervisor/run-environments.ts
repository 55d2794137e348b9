import type { ShellUid } from '../domain/ids.js';
import type { Surroundings } from '../protocol/requests.js';

/** Runs whose environment is remembered, the latest of them. */
const KEPT = 500;

/**
 * The environment that each run was started with, for a restart. Kept in
 * memory only: it may hold secrets, and nothing but a restart needs it.
 */
export class RunEnvironments {
  readonly #byUid = new Map<ShellUid, string>();
  /** Many runs share one environment: each text is kept once. */
  readonly #texts = new Map<string, string>();

  remember(uid: ShellUid, surroundings: Surroundings): void {
    const text = JSON.stringify(surroundings);
    const shared = this.#texts.get(text) ?? text;
    this.#texts.set(shared, shared);
    this.#byUid.set(uid, shared);
    if (this.#byUid.size > KEPT) this.#forgetOldest();
  }

  recall(uid: ShellUid): Surroundings | undefined {
    const text = this.#byUid.get(uid);
    return text === undefined ? undefined : (JSON.parse(text) as Surroundings);
  }

  #forgetOldest(): void {
    const [oldest] = this.#byUid.keys();
    if (oldest !== undefined) this.#byUid.delete(oldest);
    const used = new Set(this.#byUid.values());
    for (const text of this.#texts.keys()) if (!used.has(text)) this.#texts.delete(text);
  }
}
