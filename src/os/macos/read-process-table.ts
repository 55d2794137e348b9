import type { ProcessEntry } from '../../domain/process.js';
import { parsePs, PS_COLUMNS, type PsRow } from './parse-ps.js';
import type { Tools } from './run-tool.js';

/** What ps(1) tells of `pids` in one run, zombies included. */
export function readProcesses(tools: Tools, pids: readonly number[]): PsRow[] {
  const wanted = pids.filter((pid) => Number.isInteger(pid) && pid > 0);
  if (wanted.length === 0) return [];
  return readRows(tools, ['-p', wanted.join(',')]);
}

/** `sess` of ps(1) prints a kernel address on macOS, so no process tells its process session. */
export function listProcesses(tools: Tools): ProcessEntry[] {
  const running = readRows(tools, ['-ax']).filter((row) => !row.hasEnded);
  return running.map(({ pid, parentPid, startSeconds, name }) => ({
    pid,
    parentPid,
    processSession: 0,
    startTicks: startSeconds,
    name,
  }));
}

function readRows(tools: Tools, selection: readonly string[]): PsRow[] {
  return parsePs(tools.runNow('ps', ['-ww', ...PS_COLUMNS, ...selection]));
}
