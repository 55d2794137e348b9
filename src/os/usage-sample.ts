/** What the system counts for one process, at one moment. */
export interface UsageReading {
  /** Since the process was started, in milliseconds. */
  readonly elapsedMs: number;
  /** Processor time it has used since then, all processors together, in milliseconds. */
  readonly processorMs: number;
}

/** A reading and the share of one processor that was worked out from it. */
export interface UsageSample extends UsageReading {
  readonly cpuPercent: number;
}

/** Processor time is counted in steps of 10 ms: over less than this, in milliseconds, a share is noise. */
const SHORTEST_INTERVAL_MS = 200;

/**
 * Works out the share of a processor since the last sample of the process, or
 * since its start where there is none or the last was of another process that
 * had the pid. After less than a fifth of a second the last sample stands.
 */
export function advanceUsage(last: UsageSample | undefined, reading: UsageReading): UsageSample {
  const isSuccessor =
    last !== undefined &&
    reading.elapsedMs >= last.elapsedMs &&
    reading.processorMs >= last.processorMs;
  const from = isSuccessor ? last : { elapsedMs: 0, processorMs: 0 };
  const intervalMs = reading.elapsedMs - from.elapsedMs;
  if (isSuccessor && intervalMs < SHORTEST_INTERVAL_MS) return last;
  const cpuPercent =
    intervalMs > 0 ? (100 * (reading.processorMs - from.processorMs)) / intervalMs : 0;
  return { ...reading, cpuPercent };
}
