import type { Shell } from '../domain/shell.js';
import { measureMemory } from './measure-shells.js';

/** Memory is looked at this often: a tree grows, but seldom in a moment. */
const EVERY_MS = 4_000;

const watched = new Map<Shell, (bytes: number) => void>();
let timer: NodeJS.Timeout | undefined;

/**
 * Tells the memory of a running shell's whole tree again and again, until the
 * returned function is called. All shells are looked at in one round: a look at
 * each by itself costs many times as much.
 */
export function watchMemory(shell: Shell, onMeasured: (bytes: number) => void): () => void {
  watched.set(shell, onMeasured);
  timer ??= setInterval(() => void lookAtAll(), EVERY_MS);
  return () => {
    watched.delete(shell);
    if (watched.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

async function lookAtAll(): Promise<void> {
  for (const [shell, bytes] of await measureMemory([...watched.keys()]))
    watched.get(shell)?.(bytes);
}
