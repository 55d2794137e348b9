/**
 * How many bytes of `bytes` can be given out without splitting a UTF-8
 * character: all, or 1 to 3 fewer where the end is a character's beginning.
 * Bytes that are not UTF-8 are never held back.
 */
export function wholeCharacters(bytes: Uint8Array): number {
  const length = bytes.length;
  for (let back = 1; back <= Math.min(3, length); back += 1) {
    const byte = bytes[length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue; // a continuation byte: the character began further left
    return sequenceLength(byte) > back ? length - back : length;
  }
  return length;
}

/**
 * How many leading bytes are the rest of a character that was cut off before
 * them: 0 to 3. For reading from the middle of a log.
 */
export function strayContinuation(bytes: Uint8Array): number {
  let count = 0;
  while (count < Math.min(3, bytes.length) && ((bytes[count] ?? 0) & 0xc0) === 0x80) count += 1;
  return count;
}

/** Bytes of the character that begins with `byte`; 1 for what begins none (RFC 3629). */
function sequenceLength(byte: number): number {
  if (byte >= 0xf0 && byte <= 0xf4) return 4;
  if (byte >= 0xe0 && byte < 0xf0) return 3;
  if (byte >= 0xc2 && byte < 0xe0) return 2;
  return 1;
}
