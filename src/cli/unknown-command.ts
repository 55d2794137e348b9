/** What is said of a word that is neither a command nor a topic. */
export interface UnknownCommand {
  readonly code: 'COMMAND_NOT_FOUND';
  readonly message: string;
  /** Names the command that was probably meant, if any is near. */
  readonly hint: string;
}

/**
 * @param words - the words of the command line up to the first flag.
 * @param ids - oclif ids of all commands, such as `supervisor:status`.
 */
export function describeUnknownCommand(
  words: readonly string[],
  ids: readonly string[],
): UnknownCommand {
  const meant = findNearest(
    words,
    ids.map((id) => id.split(':')),
  );
  return {
    code: 'COMMAND_NOT_FOUND',
    message: `There is no command ${JSON.stringify(words.slice(0, 2).join(' '))}.`,
    hint:
      meant === undefined
        ? 'List the commands with "claude --help".'
        : `Did you mean "claude ${meant.join(' ')}"?`,
  };
}

/** A name counts as near when at most a third of it was typed wrongly. */
function findNearest(
  words: readonly string[],
  names: readonly (readonly string[])[],
): readonly string[] | undefined {
  return names
    .map((name) => ({
      name,
      letters: name.join(' ').length,
      distance: editDistance(words.slice(0, name.length).join(' '), name.join(' ')),
    }))
    .filter(({ letters, distance }) => distance * 3 <= letters)
    .sort((a, b) => a.distance - b.distance)[0]?.name;
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
