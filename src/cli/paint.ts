import { styleText } from 'node:util';

type Style = 'dim' | 'bold' | 'green' | 'yellow' | 'red' | 'reset';

/** Colour on a terminal only, and never where `NO_COLOR` is set (https://no-color.org). */
export function paint(style: Style, text: string): string {
  const noColor = process.env['NO_COLOR'] ?? '';
  return process.stdout.isTTY && noColor === '' ? styleText(style, text) : text;
}
