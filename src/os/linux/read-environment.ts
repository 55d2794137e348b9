import { parseEnvironment, valueOf } from './parse-environment.js';
import { READ_BYTES, readProcFile } from './read-proc-file.js';
import { readStat } from './read-process-table.js';

/** How often, one millisecond apart, a process is looked at again that is just becoming another program. */
const MAX_LOOKS = 50;

export function readEnvironment(pid: number): ReadonlyMap<string, string> | undefined {
  const bytes = readEnviron(pid);
  return bytes && parseEnvironment(bytes);
}

export function readVariables(
  candidates: readonly number[],
  names: readonly string[],
): Map<number, ReadonlyMap<string, string>> {
  const found = new Map<number, ReadonlyMap<string, string>>();
  const wanted = names.map((name) => ({ name, start: Buffer.from(`${name}=`) }));
  for (const pid of candidates) {
    const bytes = readEnviron(pid);
    if (bytes === undefined) continue;
    const values = new Map<string, string>();
    for (const { name, start } of wanted) {
      const value = valueOf(bytes, start);
      if (value !== undefined) values.set(name, value);
    }
    if (values.size > 0) found.set(pid, values);
  }
  return found;
}

/**
 * The bytes of `/proc/PID/environ`, valid until the next read; `undefined` for a
 * zombie too, which has none to tell.
 *
 * In the middle of execve(2) the file is empty for a moment, and ends early
 * for who began to read it before. What could be such a file is believed
 * when its size is what the process's row tells; otherwise one must look again, or
 * a process would escape from a kill by becoming another program.
 */
function readEnviron(pid: number): Buffer | undefined {
  for (let looks = 1; ; looks += 1) {
    const bytes = readProcFile(`/proc/${pid}/environ`);
    if (bytes === undefined || isReadAtOnce(bytes)) return bytes;
    const kept = Buffer.from(bytes);
    const stat = readStat(pid);
    if (stat === undefined || stat.hasEnded) return undefined;
    if (stat.environmentBytes === kept.length || looks === MAX_LOOKS) return kept;
    pauseOneMs();
  }
}

/** Whether one read(2) returned it, which the kernel does not interrupt for execve(2). */
function isReadAtOnce(bytes: Buffer): boolean {
  return bytes.length > 0 && bytes.length < READ_BYTES;
}

/** Blocks, as this must be over before other code runs. */
function pauseOneMs(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
}
