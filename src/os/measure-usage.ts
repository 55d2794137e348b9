import pidusage from 'pidusage';
import { isErrno } from './errno.js';
import { advanceUsage, type UsageSample } from './usage-sample.js';

export interface Usage {
  /** Share of one processor; 250 is two and a half of them. */
  readonly cpuPercent: number;
  /** Resident memory, shared pages included. */
  readonly memoryBytes: number;
}

/**
 * How long pidusage remembers a process, in milliseconds. On Linux it keeps a
 * file descriptor open for each until then, and answers for the wrong process,
 * or not at all, when a pid is reused meanwhile. Its own `clear` leaks the
 * descriptors, and 0 makes it loop for ever.
 */
const PIDUSAGE_MEMORY_MS = 250;

/** Samples are dropped when nobody has asked for that process for so long, in milliseconds. */
const SAMPLE_AGE_MS = 60_000;

const samples = new Map<number, { readonly sample: UsageSample; readonly askedAt: number }>();

/** Calls wait for each other: pidusage loses a descriptor for each process that two calls ask for at once. */
let previous: Promise<unknown> = Promise.resolve();

/**
 * What each of `pids` uses: its processor time since it was last asked for
 * here, since its start the first time. Processes that have gone are left out.
 */
export async function measureUsage(pids: readonly number[]): Promise<Map<number, Usage>> {
  const measured = previous.then(() => measure(pids));
  previous = measured.catch(() => undefined);
  return measured;
}

async function measure(pids: readonly number[]): Promise<Map<number, Usage>> {
  const now = Date.now();
  const usages = new Map<number, Usage>();
  for (const [key, status] of Object.entries(await readStatuses(pids))) {
    if (status == null || Number.isNaN(status.memory)) continue;
    const pid = Number(key);
    const reading = { elapsedMs: status.elapsed, processorMs: status.ctime };
    const sample = advanceUsage(samples.get(pid)?.sample, reading);
    samples.set(pid, { sample, askedAt: now });
    usages.set(pid, { cpuPercent: sample.cpuPercent, memoryBytes: status.memory });
  }
  for (const [pid, { askedAt }] of samples) {
    if (now - askedAt > SAMPLE_AGE_MS) samples.delete(pid);
  }
  return usages;
}

/** pidusage answers null or undefined for a process that has gone, and rejects when it was the only one. */
async function readStatuses(
  pids: readonly number[],
): Promise<Record<string, pidusage.Status | null | undefined>> {
  if (pids.length === 0) return {};
  try {
    return await pidusage([...pids], { maxage: PIDUSAGE_MEMORY_MS });
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ESRCH')) return {};
    throw error;
  }
}
