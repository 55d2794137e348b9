import { expect, test } from 'vitest';
import { printableText } from '../../../src/os/printable-text.js';

test.each([
  { text: 'sh\0-c\0echo "ä"\0', printed: 'sh -c echo "ä"' },
  { text: '\u001b[2Jx\r\ny\u009b', printed: '[2Jx  y' },
  { text: '\0', printed: '' },
])('$printed', ({ text, printed }) => {
  expect(printableText(text)).toBe(printed);
});
