import { type Finding, nameSome, ok, warning } from './finding.js';

/** @param gone - `SESSION/bash_3` of each shell whose log is not there. */
export function judgeLogs(gone: readonly string[], shells: number): Finding {
  if (gone.length === 0) return ok('logs', `The logs of ${shells} shells are there.`);
  return warning(
    'logs',
    `The output is gone of ${nameSome(gone)}.`,
    'Nothing can bring it back; "claude restart" begins a new log.',
  );
}
