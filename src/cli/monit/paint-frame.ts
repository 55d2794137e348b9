/**
 * What to write so that a terminal which shows the lines `shown` shows `wanted`.
 * Every line is addressed by its row, so that nothing depends on where the cursor is.
 *
 * @param shown - `undefined` for a row of which nobody knows what it shows.
 */
export function paintFrame(
  shown: readonly (string | undefined)[],
  wanted: readonly string[],
  rows: number,
): string {
  const count = Math.min(rows, Math.max(shown.length, wanted.length));
  return Array.from({ length: count }, (_, row) => {
    const line = wanted[row] ?? '';
    // Cleared first: clearing after a line that fills its row would take its last character.
    return shown[row] === line ? '' : `\u001b[${row + 1};1H\u001b[0m\u001b[2K${line}`;
  }).join('');
}
