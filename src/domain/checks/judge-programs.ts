import { failure, type Finding, ok } from './finding.js';

/** What `templates/shim.sh` and `guard.sh` run. */
export const NEEDED_PROGRAMS = ['sh', 'cat', 'mv', 'env', 'sleep'] as const;

/** @param found - Where each of them is; `undefined` where it is nowhere. */
export function judgePrograms(found: ReadonlyMap<string, string | undefined>): Finding {
  const missing = [...found].filter(([, path]) => path === undefined).map(([name]) => name);
  if (missing.length === 0) return ok('programs', `${[...found.keys()].join(', ')} are there.`);
  return failure(
    'programs',
    `Not on the PATH: ${missing.join(', ')}. No shell can be started without.`,
    'Put the directory that has them (mostly /bin) on the PATH, or install coreutils.',
  );
}
