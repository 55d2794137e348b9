/** Puts `text` on one line that is safe to print: each control character becomes a space. */
export function printableText(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ').trim();
}
