const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/**
 * Draws values as bars of eight heights, one character each; where a value is
 * `undefined`, a blank. What is at `low` or below gets the lowest bar, what is
 * at `high` or above the highest.
 */
export function renderSparkline(
  values: readonly (number | undefined)[],
  { low, high }: { readonly low: number; readonly high: number },
): string {
  return values
    .map((value) => {
      if (value === undefined) return ' ';
      const share = high > low ? (value - low) / (high - low) : 0;
      const bar = Math.round(Math.min(1, Math.max(0, share)) * (BARS.length - 1));
      return BARS[bar] ?? ' ';
    })
    .join('');
}

/** Below this a busier moment does not fill the line: a shell that idles looks idle. */
const LOWEST_FULL_CPU = 20;

/** Percent of a core: from zero, as high as the busiest moment. */
export function renderCpuLine(values: readonly (number | undefined)[]): string {
  return renderSparkline(values, { low: 0, high: Math.max(LOWEST_FULL_CPU, ...known(values)) });
}

/** Growth below a quarter does not fill the line: steady use looks steady. */
const LEAST_GROWTH = 1.25;

/** Bytes: from the least that was used, since what matters is whether it grows. */
export function renderMemoryLine(values: readonly (number | undefined)[]): string {
  const low = Math.min(...known(values));
  return renderSparkline(values, { low, high: Math.max(low * LEAST_GROWTH, ...known(values)) });
}

function known(values: readonly (number | undefined)[]): number[] {
  return values.filter((value) => value !== undefined);
}
