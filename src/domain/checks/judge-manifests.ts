import { failure, type Finding, ok } from './finding.js';

const ID = 'manifests';

export type ManifestCondition = 'whole' | 'damaged' | 'missing' | 'too-new' | 'unreadable';

export interface SeenManifest {
  readonly sessionId: string;
  readonly condition: ManifestCondition;
}

const REMEDIES: Readonly<Record<Exclude<ManifestCondition, 'whole'>, string>> = {
  damaged:
    'Run "claude bashes --session ID": it recovers what it can, and keeps the damaged file beside it.',
  missing: 'Run "claude bashes --session ID": it puts the record together from what is left.',
  'too-new': 'Update this program; the files are left as they are.',
  unreadable: 'Check who owns the files, and the disk.',
};

/** The record of each session can be read by this release. */
export function judgeManifests(seen: readonly SeenManifest[]): Finding {
  const bad = (['damaged', 'missing', 'too-new', 'unreadable'] as const).flatMap((condition) => {
    const ids = seen
      .filter((manifest) => manifest.condition === condition)
      .map(({ sessionId }) => sessionId);
    return ids.length === 0 ? [] : [{ condition, ids }];
  });
  if (bad.length === 0) return ok(ID, `The records of ${seen.length} sessions are whole.`);
  return failure(
    ID,
    bad.map(({ condition, ids }) => `${NAMES[condition]}: ${ids.join(', ')}.`).join(' '),
    bad.map(({ condition }) => REMEDIES[condition]).join(' '),
  );
}

const NAMES = {
  damaged: 'Damaged',
  missing: 'Without a record',
  'too-new': 'Of a newer release',
  unreadable: 'Not readable',
};
