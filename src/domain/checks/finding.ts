/** `warning` is what may go wrong later; only `error` is wrong now. */
export type CheckStatus = 'ok' | 'warning' | 'error';

/** What one check of `claude doctor` came to: one entry of its JSON, a contract. */
export interface Finding {
  readonly id: string;
  readonly status: CheckStatus;
  readonly message: string;
  /** What to do about it; `null` where nothing is to be done. */
  readonly remedy: string | null;
}

export function ok(id: string, message: string): Finding {
  return { id, status: 'ok', message, remedy: null };
}

export function warning(id: string, message: string, remedy: string): Finding {
  return { id, status: 'warning', message, remedy };
}

export function failure(id: string, message: string, remedy: string): Finding {
  return { id, status: 'error', message, remedy };
}

const NAMED = 5;

/** The first few of a list, and how many more there are. */
export function nameSome(names: readonly string[]): string {
  const rest = names.length - NAMED;
  const named = names.slice(0, NAMED).join(', ');
  return rest > 0 ? `${named} and ${rest} more` : named;
}
