/** A name that was begun rather than mistyped has this many letters at least. */
const LEAST_LETTERS = 2;

/**
 * The one of `names` that was probably meant. Each is a list of words, of which each has to be near:
 * at most a third of it was typed wrongly, or its end was left out.
 */
export function findNearest(
  typed: readonly string[],
  names: readonly (readonly string[])[],
): readonly string[] | undefined {
  return names
    .map((name) => ({
      name,
      letters: name.join('').length,
      distance: name.reduce((sum, word, index) => sum + distanceTo(word, typed[index] ?? ''), 0),
    }))
    .filter(({ distance }) => distance < Infinity)
    .sort((a, b) => a.distance - b.distance || b.letters - a.letters)[0]?.name;
}

/** `Infinity` for what is too far away to be meant. */
function distanceTo(word: string, typed: string): number {
  const distance = editDistance(typed, word);
  const isBegun = typed.length >= LEAST_LETTERS && word.startsWith(typed);
  return distance * 3 <= word.length || isBegun ? distance : Infinity;
}

/** The number of letters to insert, remove or replace to get from one word to the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of Array.from(from).entries()) {
    const current = [row + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (above[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    above = current;
  }
  return above[to.length] ?? 0;
}
