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

/** The least that a log is kept of: below, its beginning would be dropped all the time. */
const LEAST_OUTPUT_BYTES = 4096;

/** How much output to keep; the value is in bytes. */
export const outputCapFlag = Flags.custom<number>({
  parse: (text) => {
    const bytes = parseSize(text);
    if (bytes >= LEAST_OUTPUT_BYTES) return Promise.resolve(bytes);
    throw new InvalidInputError(
      `${quoteForPeople(text)} is too little to keep of an output.`,
      'Keep 4KB at least.',
      'INVALID_SIZE',
    );
  },
  helpValue: 'SIZE',
});

/** Text for listings: something, and 200 characters at most. */
export const nameFlag = Flags.custom({
  parse: (text) => {
    if (text.trim() !== '' && text.length <= 200) return Promise.resolve(text);
    throw new InvalidInputError(`${quoteForPeople(text)} is no name.`, 'Use 1 to 200 characters.');
  },
  helpValue: 'TEXT',
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
