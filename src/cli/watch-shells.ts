import { setTimeout as delay } from 'node:timers/promises';
import type { ShellView } from '../domain/shell-view.js';
import type { Context } from '../operations/context.js';
import { listShells } from '../operations/list-shells.js';
import { renderShells } from './render-shells.js';
import { writeOutput } from './write-output.js';

const EVERY_MS = 1_000;
const CLEAR = '\u001b[H\u001b[2J\u001b[3J';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/** Shows the list anew every second, in place on a terminal, until Ctrl-C. */
export async function watchShells(
  context: Context,
  selection: { readonly all: boolean; readonly runningOnly: boolean },
): Promise<readonly ShellView[]> {
  const isTerminal = process.stdout.isTTY;
  const interrupted = new AbortController();
  process.once('SIGINT', () => {
    interrupted.abort();
  });
  if (isTerminal) await writeOutput(HIDE_CURSOR);
  try {
    for (;;) {
      const { shells } = await listShells(context, selection);
      const width = isTerminal ? process.stdout.columns : Infinity;
      const rows = isTerminal ? Math.max(1, process.stdout.rows - 1) : Infinity;
      const text = renderShells(shells, { now: Date.now(), width, withSession: selection.all });
      const lines = text.split('\n').slice(0, rows).join('\n');
      await writeOutput(isTerminal ? `${CLEAR}${lines}\n` : `${text}\n\n`);
      if (await isAborted(interrupted.signal)) return shells;
    }
  } finally {
    if (isTerminal) await writeOutput(`${SHOW_CURSOR}\n`);
  }
}

async function isAborted(signal: AbortSignal): Promise<boolean> {
  await delay(EVERY_MS, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return signal.aborted;
}
