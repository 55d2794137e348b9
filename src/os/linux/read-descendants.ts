import { readdirSync } from 'node:fs';
import { isHidden, readProcFile } from './read-proc-file.js';

/**
 * A process and all its descendants, parents first, from
 * `/proc/PID/task/TID/children` (proc(5), needs CONFIG_PROC_CHILDREN): costs as
 * much as there are of them, however many processes the machine has.
 *
 * @returns `undefined` on a kernel that does not tell children.
 */
export function readDescendants(pid: number): number[] | undefined {
  const found = new Set([pid]);
  // A set visits what is added to it during the loop.
  for (const parent of found) {
    for (const thread of readThreads(parent)) {
      const children = readProcFile(`/proc/${parent}/task/${thread}/children`);
      if (children === undefined) {
        if (parent === pid && readProcFile(`/proc/${pid}/task/${pid}/children`) === undefined)
          return readProcFile(`/proc/${pid}/stat`) === undefined ? [] : undefined;
        continue;
      }
      for (const child of children.toString('latin1').split(' ')) {
        if (child !== '') found.add(Number(child));
      }
    }
  }
  return [...found];
}

function readThreads(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch (error) {
    if (isHidden(error)) return [];
    throw error;
  }
}
