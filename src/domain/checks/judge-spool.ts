import { quoteWord } from '../command-line.js';
import { type Finding, nameSome, ok, warning } from './finding.js';

const ID = 'spool';
const OLD_MS = 1000 * 60 * 60 * 24;

export interface SpoolEntry {
  /** `<uid>.<kind>`. */
  readonly name: string;
  readonly writtenAt: number;
  /** Its shell is recorded as live. */
  readonly isOfLiveShell: boolean;
}

/** Records are taken within moments; the place of an exit record lasts as long as its shell. */
export function judgeSpool(entries: readonly SpoolEntry[], now: number, spool: string): Finding {
  const left = entries
    .filter(({ name, isOfLiveShell }) => !(isOfLiveShell && name.endsWith('.pending')))
    .filter(({ writtenAt }) => now - writtenAt > OLD_MS)
    .map(({ name }) => name);
  if (left.length === 0) return ok(ID, 'No record waits to be taken.');
  return warning(
    ID,
    `Older than a day: ${nameSome(left)}.`,
    `Run "claude supervisor start", which takes what is still of use; the rest can be deleted from ${quoteWord(spool)}.`,
  );
}
