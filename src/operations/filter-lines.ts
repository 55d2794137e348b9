import { createContext, Script } from 'node:vm';
import { InvalidInputError } from '../domain/errors.js';
import { quoteForPeople } from '../domain/printable.js';

/** How long a regular expression may work on what is read at once. */
const MATCH_WITHIN_MS = 1_000;

const script = new Script('lines.map((line) => pattern.test(line))');

/** @throws {InvalidInputError} with code `INVALID_FILTER`. */
export function parseFilter(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInputError(
      `${quoteForPeople(text)} is not a regular expression: ${why}.`,
      'Correct it, or escape what is meant literally with a backslash.',
      'INVALID_FILTER',
    );
  }
}

/**
 * Says for each line whether it matches.
 *
 * @throws {InvalidInputError} with code `INVALID_FILTER` when the expression takes too long, as some
 *   with nested repetition do on the wrong input.
 */
export function matchLines(pattern: RegExp, lines: readonly string[]): readonly boolean[] {
  try {
    const sandbox = createContext({ lines, pattern });
    return script.runInContext(sandbox, { timeout: MATCH_WITHIN_MS }) as boolean[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new InvalidInputError(
      `The filter ${quoteForPeople(pattern.source)} takes too long; nothing was read.`,
      'Make it simpler: avoid repetition within repetition, such as (a+)+.',
      'INVALID_FILTER',
    );
  }
}
