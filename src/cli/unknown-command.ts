import { findNearest } from '../domain/find-nearest.js';
import { quoteForPeople } from '../domain/printable.js';

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
  const names = ids.map((id) => id.split(':'));
  const topics = names.flatMap((name) => (name.length > 1 ? [name.slice(0, 1)] : []));
  const topic = topics.find(([name]) => name === words[0]);
  const meant = findNearest(words, topic === undefined ? [...names, ...topics] : names);
  return {
    code: 'COMMAND_NOT_FOUND',
    message: `There is no command ${quoteForPeople(words.slice(0, 2).join(' '))}.`,
    hint:
      meant === undefined
        ? `List the commands with "claude ${[...(topic ?? []), '--help'].join(' ')}".`
        : `Did you mean "claude ${meant.join(' ')}"?`,
  };
}
