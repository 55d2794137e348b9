import type { Completion } from '../domain/completion.js';
import { toPrintable } from '../domain/printable.js';

const DESCRIPTION_CHARACTERS = 60;

/**
 * What the scripts in `templates/completion.*` read: the kind, with the number of the word for a
 * command; then a candidate a line, and behind a tab what it is.
 */
export function renderCompletion(completion: Completion): string {
  if (completion.kind === 'command') return `command\t${completion.offset}\n`;
  if (completion.kind !== 'words') return `${completion.kind}\n`;
  const lines = completion.candidates.map(
    ({ value, description }) => `${value}\t${cut(toPrintable(description))}`,
  );
  return ['words', ...lines].map((line) => `${line}\n`).join('');
}

function cut(text: string): string {
  return text.length > DESCRIPTION_CHARACTERS
    ? `${text.slice(0, DESCRIPTION_CHARACTERS - 1)}…`
    : text;
}
