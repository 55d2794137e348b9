import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of utime and stime a second (`getconf CLK_TCK`): 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Pids of all processes that still run: a zombie is none. */
export function listPids() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Pids of those with `text`, such as `NAME=value`, in the environment they were started with. */
export function pidsWithEnvironment(text) {
  return listPids().filter((pid) => readText(`/proc/${pid}/environ`).includes(text));
}

export function commandLineOf(pid) {
  return readText(`/proc/${pid}/cmdline`).split('\0').join(' ').trim();
}

export function isRunning(pid) {
  const fields = statOf(pid);
  return fields !== undefined && fields[0] !== 'Z';
}

/** Processor time that a process has used, in milliseconds. */
export function processorMsOf(pid) {
  const fields = statOf(pid);
  if (fields === undefined) throw new Error(`process ${pid} has gone`);
  return ((Number(fields[14 - 3]) + Number(fields[15 - 3])) * 1000) / TICKS_PER_SECOND;
}

/** Resident memory in KB, shared pages included. */
export function residentKbOf(pid) {
  return kilobytes(readText(`/proc/${pid}/status`), 'VmRSS');
}

/** Resident memory in KB, each shared page divided by the number of processes that share it. */
export function proportionalKbOf(pid) {
  return kilobytes(readText(`/proc/${pid}/smaps_rollup`), 'Pss');
}

function kilobytes(text, name) {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
}

/** The fields of `/proc/PID/stat` from the third on; the second may hold spaces and brackets. */
function statOf(pid) {
  const stat = readText(`/proc/${pid}/stat`);
  return stat === '' ? undefined : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Empty for a process that has gone meanwhile, or that is not ours to look at. */
function readText(path) {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(error.code)) return '';
    throw error;
  }
}
