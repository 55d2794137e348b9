/** What a shell used over the last minutes, in slots of equal length, the latest last. */
export interface History {
  /** Number of the last slot, counted since 1970. */
  readonly lastSlot: number;
  /** Percent of one core, the highest in each slot; `undefined` where nobody looked. */
  readonly cpu: readonly Sample[];
  /** Bytes, as `cpu`. */
  readonly memory: readonly Sample[];
}

type Sample = number | undefined;

const SLOT_MS = 5_000;
/** Five minutes. */
const KEPT_SLOTS = 60;

/** Adds what was measured at `now`, in milliseconds since 1970. A clock that was set back begins anew. */
export function recordUsage(
  history: History | undefined,
  now: number,
  { cpu, memory }: { readonly cpu: number; readonly memory: number },
): History {
  const slot = Math.floor(now / SLOT_MS);
  const passed = history === undefined ? Infinity : slot - history.lastSlot;
  if (history === undefined || passed < 0 || passed >= KEPT_SLOTS)
    return { lastSlot: slot, cpu: [cpu], memory: [memory] };
  return {
    lastSlot: slot,
    cpu: add(history.cpu, passed, cpu),
    memory: add(history.memory, passed, memory),
  };
}

function add(samples: readonly Sample[], passed: number, value: number): readonly Sample[] {
  if (passed === 0) return [...samples.slice(0, -1), Math.max(samples.at(-1) ?? value, value)];
  const gap = Array.from<undefined>({ length: passed - 1 });
  return [...samples, ...gap, value].slice(-KEPT_SLOTS);
}

/**
 * The last minutes in `width` values. Slots go into one value at fixed times,
 * so that a value does not change once its time is over: the line moves by
 * whole characters.
 */
export function spreadOver(
  samples: readonly Sample[],
  { lastSlot }: Pick<History, 'lastSlot'>,
  width: number,
): readonly Sample[] {
  const slotsPerValue = Math.ceil(KEPT_SLOTS / width);
  const lastValue = Math.floor(lastSlot / slotsPerValue);
  const firstSlot = lastSlot - samples.length + 1;
  return Array.from({ length: width }, (_, index) => {
    const begin = (lastValue - width + 1 + index) * slotsPerValue - firstSlot;
    const slots = samples.slice(Math.max(0, begin), Math.max(0, begin + slotsPerValue));
    const known = slots.filter((sample) => sample !== undefined);
    return known.length === 0 ? undefined : Math.max(...known);
  });
}
