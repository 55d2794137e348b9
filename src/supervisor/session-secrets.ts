import type { SessionId } from '../domain/ids.js';

/** Variables of sessions that look like secrets. They live as long as this supervisor, and nowhere else. */
export class SessionSecrets {
  readonly #bySession = new Map<SessionId, Map<string, string>>();

  add(sessionId: SessionId, set: Readonly<Record<string, string>>, unset: readonly string[]): void {
    const secrets = this.#bySession.get(sessionId) ?? new Map<string, string>();
    for (const name of unset) secrets.delete(name);
    for (const [name, value] of Object.entries(set)) secrets.set(name, value);
    if (secrets.size > 0) this.#bySession.set(sessionId, secrets);
  }

  of(sessionId: SessionId): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#bySession.get(sessionId) ?? []);
  }
}
