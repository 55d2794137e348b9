/** Stands in the place of the checksum while it is computed. */
const UNSEALED = '00000000';
const SEAL = /checksum ([0-9a-f]{8})/;

/**
 * Writes into a text its own checksum, so that it can be told later whether
 * anybody has changed it. No protection against malice.
 *
 * @param render - Makes the text, which holds `checksum` and then the eight digits it is given.
 */
export function sealText(render: (checksum: string) => string): string {
  return render(checksumOf(render(UNSEALED)));
}

/** Whether a text is just as `sealText` has made it. */
export function isUnchanged(text: string): boolean {
  const checksum = SEAL.exec(text)?.[1];
  return (
    checksum !== undefined && checksumOf(text.replace(SEAL, `checksum ${UNSEALED}`)) === checksum
  );
}

/** FNV-1a, 32 bits. */
function checksumOf(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return value.toString(16).padStart(8, '0');
}
