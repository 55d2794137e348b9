import { Flags } from '@oclif/core';
import { InvalidInputError } from '../domain/errors.js';
import { quoteForPeople } from '../domain/printable.js';
import { parseDuration, parseSize } from '../domain/quantities.js';

/** `500ms`, `30s`, `5m`, `2h`, `7d`; the value is in milliseconds. */
export const durationFlag = Flags.custom<number>({
  parse: (text) => Promise.resolve(parseDuration(text)),
  helpValue: 'D',
});

/** `64KB`, `10MB`, `1GB`; the value is in bytes. */
export const sizeFlag = Flags.custom<number>({
  parse: (text) => Promise.resolve(parseSize(text)),
  helpValue: 'SIZE',
});

/** `K=V` words as a record; a later one wins. @throws {InvalidInputError} */
export function parseAssignments(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const equals = word.indexOf('=');
      if (equals > 0 && !word.includes('\0'))
        return [word.slice(0, equals), word.slice(equals + 1)];
      throw new InvalidInputError(
        `${quoteForPeople(word)} sets no variable.`,
        'Write it as NAME=VALUE.',
      );
    }),
  );
}
