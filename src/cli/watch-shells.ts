import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../operations/context.js';
import { listShells } from '../operations/list-shells.js';
import type { ListedShells } from '../protocol/requests.js';
import { renderShells } from './render-shells.js';
import { writeOutput } from './write-output.js';

interface Selection {
  readonly all: boolean;
  readonly runningOnly: boolean;
}

const EVERY_MS = 1_000;
const CLEAR = '\u001b[H\u001b[2J\u001b[3J';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/**
 * Shows the list anew every second, in place on a terminal, until Ctrl-C. As
 * JSON it is one line, and another one whenever something in it has changed.
 */
export async function watchShells(
  context: Context,
  selection: Selection,
  { asJson }: { readonly asJson: boolean },
): Promise<void> {
  const isInPlace = process.stdout.isTTY && !asJson;
  const interrupted = new AbortController();
  process.once('SIGINT', () => {
    interrupted.abort();
  });
  const show = asJson ? jsonPrinter() : (listed: ListedShells) => showTable(listed, selection);
  if (isInPlace) await writeOutput(HIDE_CURSOR);
  try {
    do await show(await listShells(context, selection));
    while (!(await isAborted(interrupted.signal)));
  } finally {
    if (isInPlace) await writeOutput(`${SHOW_CURSOR}\n`);
  }
}

function jsonPrinter(): (listed: ListedShells) => Promise<void> {
  let last = '';
  return async ({ shells }) => {
    const document = JSON.stringify(shells);
    if (document !== last) await writeOutput(`${document}\n`);
    last = document;
  };
}

async function showTable(listed: ListedShells, { all }: Selection): Promise<void> {
  const { isTTY, columns, rows } = process.stdout;
  const width = isTTY ? columns : Infinity;
  const text = await renderShells(listed, { now: Date.now(), width, withSession: all });
  if (!isTTY) return writeOutput(`${text}\n\n`);
  const lines = text.split('\n').slice(0, Math.max(1, rows - 1));
  await writeOutput(`${CLEAR}${lines.join('\n')}\n`);
}

async function isAborted(signal: AbortSignal): Promise<boolean> {
  await delay(EVERY_MS, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return signal.aborted;
}
