import fc from 'fast-check';

/** Letters and signs of every plane, and those that programs tend to stumble over. */
const character = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0x1f }) },
  { weight: 1, arbitrary: fc.constantFrom(0x7f, 0x9b, 0x202e, 0x2028, 0xfeff, 0xfffd, 0x1f600) },
  { weight: 2, arbitrary: fc.integer({ min: 0x80, max: 0xd7ff }) },
  { weight: 1, arbitrary: fc.integer({ min: 0xe000, max: 0x10ffff }) },
);

/** Any text that UTF-8 can hold. (The `binary` strings of fast-check take seconds to prepare.) */
export const anyText: fc.Arbitrary<string> = fc
  .array(character, { maxLength: 12 })
  .map((codes) => String.fromCodePoint(...codes));
