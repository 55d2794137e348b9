import { setTimeout as delay } from 'node:timers/promises';
import type { ShellUid } from '../domain/ids.js';
import type { Shell } from '../domain/shell.js';
import { platform } from '../os/platform.js';
import { signalProcess } from '../os/signal-process.js';
import {
  announceTail,
  findTails,
  giveUpTail,
  moveTailToFront,
  removeAnnounced,
  saveTail,
} from '../store/log-tail.js';
import type { LiveShells } from './live-shells.js';
import { takeSnapshot } from './process-snapshot.js';

/**
 * Drops the beginning of a log on a file system that cannot punch holes: only
 * the writer is stopped, so that the command at worst waits; the tail is saved
 * beside the log, then moved to its front. The file's first byte then has
 * another offset (`fileBase`); the offsets of the bytes stay.
 *
 * A crash leaves the writer stopped, and the tail announced or saved:
 * `resumeShortening` goes on from there.
 */
export async function shortenLog(
  shells: LiveShells,
  shell: Shell,
  path: string,
  start: number,
): Promise<void> {
  const { uid } = shell;
  announceTail(path, start);
  const resume = await stopWriter(uid);
  try {
    await saveTail(path, start - shell.output.fileBase, start);
    const change = { start, fileBase: start };
    const isWritten = await shells.updateOutput(uid, (output) => ({ ...output, ...change }));
    if (isWritten) await moveTailToFront(path, start);
    else giveUpTail(path, start);
  } finally {
    resume();
    removeAnnounced(path);
  }
}

/** Finishes, or takes back, a shortening that a crash has interrupted; the writer goes on. */
export async function resumeShortening(
  shells: LiveShells,
  uid: ShellUid,
  path: string,
): Promise<void> {
  const { saved, announced } = findTails(path);
  if (saved === undefined && announced.length === 0) return;
  const resume = await stopWriter(uid);
  try {
    if (saved === undefined) return;
    const shell = await shells.find(uid);
    if (shell?.output.fileBase === saved) await moveTailToFront(path, saved);
    else giveUpTail(path, saved);
  } finally {
    resume();
    removeAnnounced(path);
  }
}

/** @returns What lets the writer go on. */
async function stopWriter(uid: ShellUid): Promise<() => void> {
  const writers = [...platform.identifyProcesses(await writerPids(uid)).values()];
  for (const writer of writers) signalProcess(writer, 'SIGSTOP');
  // The signal takes effect when the writer leaves the kernel, at the latest after its write.
  while (writers.some((writer) => platform.isStopped(writer.pid) === false)) await delay(2);
  return () => {
    for (const writer of writers) signalProcess(writer, 'SIGCONT');
  };
}

async function writerPids(uid: ShellUid): Promise<number[]> {
  const { entries, byShim } = await takeSnapshot();
  const shim = new Set(byShim.get(uid));
  return entries.filter(({ pid, name }) => shim.has(pid) && name === 'cat').map(({ pid }) => pid);
}
