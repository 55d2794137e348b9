import { failure, type Finding, ok, warning } from './finding.js';

/** inotify(7), "/proc interfaces". */
export interface SeenInotify {
  readonly maxInstances: number;
  readonly maxWatches: number;
  /** A directory could be watched just now. */
  readonly canWatch: boolean;
}

const ID = 'inotify';
const FEW_INSTANCES = 64;
const FEW_WATCHES = 8192;
const REMEDY =
  'As root: sysctl fs.inotify.max_user_instances=512 fs.inotify.max_user_watches=524288 (and into /etc/sysctl.d to keep it).';

/** The supervisor watches its spool, and what `--watch` names; each reader that follows watches a log. */
export function judgeInotify(seen: SeenInotify | undefined): Finding {
  if (seen === undefined) return ok(ID, 'This system has no such limit.');
  const { maxInstances, maxWatches, canWatch } = seen;
  const limits = `${maxInstances} instances, ${maxWatches} watches`;
  if (!canWatch) return failure(ID, `Nothing more can be watched (limits: ${limits}).`, REMEDY);
  if (maxInstances < FEW_INSTANCES || maxWatches < FEW_WATCHES)
    return warning(ID, `The limits are low: ${limits}.`, REMEDY);
  return ok(ID, `Files can be watched: ${limits}.`);
}
