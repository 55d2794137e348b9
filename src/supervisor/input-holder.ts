import { platform } from '../os/platform.js';
import { signalProcess } from '../os/signal-process.js';
import { takeSnapshot } from './process-snapshot.js';

/** What the shim keeps the writing end of a shell's input open with. */
const HOLDER = 'tail';

/** Lets go of a shell's input: its command reads what is left, then the end of the file. */
export async function endInputHolder(uid: string): Promise<void> {
  const { entries, byShim } = await takeSnapshot();
  const shim = new Set(byShim.get(uid));
  const holders = entries
    .filter(({ pid, name }) => shim.has(pid) && name === HOLDER)
    .map(({ pid }) => pid);
  for (const holder of platform.identifyProcesses(holders).values())
    signalProcess(holder, 'SIGTERM');
}
