const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text from outside (commands, names, paths) for one line of a terminal: control characters, which
 * could move the cursor, change the title or hide a part, are shown as escapes.
 */
export function toPrintable(text: string): string {
  return text.replace(CONTROL, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** The same, in quotation marks and cut to 60 characters, for messages. */
export function quoteForPeople(text: string): string {
  const printable = toPrintable(text);
  return `"${printable.length > 60 ? `${printable.slice(0, 59)}…` : printable}"`;
}
