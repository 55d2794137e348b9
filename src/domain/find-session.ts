import type { SessionId } from './ids.js';

/** A session as far as one is needed to be found by what a user types. */
export interface NamedSession {
  readonly sessionId: SessionId;
  readonly title: string | null;
}

export type FoundSession =
  | { readonly kind: 'found'; readonly sessionId: SessionId }
  /** Several are meant alike. */
  | { readonly kind: 'ambiguous'; readonly sessions: readonly NamedSession[] }
  /** None is meant; these come near. */
  | { readonly kind: 'none'; readonly near: readonly NamedSession[] };

const MOST_NEAR = 5;

/**
 * Which session a user means: by its whole id, else by the beginning of it if
 * only one begins so, else by its title, in whatever case.
 */
export function findSession(text: string, sessions: readonly NamedSession[]): FoundSession {
  const wanted = text.toLowerCase();
  const ways: readonly ((session: NamedSession) => boolean)[] = [
    ({ sessionId }) => sessionId === text,
    ({ sessionId }) => sessionId.toLowerCase().startsWith(wanted),
    ({ title }) => title?.toLowerCase() === wanted,
  ];
  for (const isMeant of ways) {
    const [first, ...others] = sessions.filter(isMeant);
    if (first === undefined) continue;
    return others.length === 0
      ? { kind: 'found', sessionId: first.sessionId }
      : { kind: 'ambiguous', sessions: [first, ...others].slice(0, MOST_NEAR) };
  }
  return { kind: 'none', near: findNear(wanted, sessions) };
}

function findNear(wanted: string, sessions: readonly NamedSession[]): readonly NamedSession[] {
  return sessions
    .map((session) => ({ session, likeness: likenessOf(wanted, session) }))
    .filter(({ likeness }) => likeness >= LEAST_LIKENESS)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, MOST_NEAR)
    .map(({ session }) => session);
}

const LEAST_LIKENESS = 0.4;

function likenessOf(wanted: string, { sessionId, title }: NamedSession): number {
  return Math.max(
    ...[sessionId, title ?? ''].map((name) => shareOfPairs(wanted, name.toLowerCase())),
  );
}

/**
 * How much two texts have in common, 0 to 1: twice the neighbouring letters
 * they share by all they have (the Sørensen–Dice coefficient of bigrams).
 */
function shareOfPairs(a: string, b: string): number {
  const ofA = pairsOf(a);
  const ofB = pairsOf(b);
  const all = ofA.length + ofB.length;
  const left = [...ofB];
  const shared = ofA.filter((pair) => {
    const at = left.indexOf(pair);
    if (at === -1) return false;
    left.splice(at, 1);
    return true;
  });
  return all === 0 ? 0 : (2 * shared.length) / all;
}

function pairsOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2));
}
