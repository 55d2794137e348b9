import { failure, type Finding, ok, warning } from './finding.js';

/** What came of freeing the first half of a file in the middle of its life. */
export type HoleTrial = 'works' | 'unsupported' | 'no-directory' | 'no-space';

const ID = 'hole-punching';

/** A log over its cap is shortened by a hole, else by a copy of its end. */
export function judgeHoles(trial: HoleTrial): Finding {
  switch (trial) {
    case 'works':
      return ok(ID, 'The oldest output can be dropped from a log that is being written.');
    case 'no-directory':
      return ok(ID, 'Not tried: there is no state directory to try it in.');
    case 'unsupported':
      return warning(
        ID,
        'This file system or machine cannot punch holes: a log over its cap is copied, and its writer waits meanwhile.',
        'Install fallocate (util-linux), or set CLAUDE_SESSIONS_HOME to a folder on ext4, xfs, btrfs, tmpfs or APFS.',
      );
    case 'no-space':
      return failure(ID, 'No file of 128 KB can be written.', 'Free some disk space.');
  }
}
