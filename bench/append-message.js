import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { measurePairs, ratioRow, timeOf } from './measure-pairs.js';

/** In one round: the cost of a single sync is mostly chance. */
const APPENDED = 20;
const ROUNDS = 20;

/** Appending to a conversation of 10,000 messages, against one of 10. */
export const appendMessage = {
  name: 'append-message',
  async measure() {
    const directory = mkdtempSync(join(tmpdir(), 'claude-sessions-bench-'));
    try {
      const { JournalWriter } = await loadWriter(directory);
      const long = new JournalWriter(writeJournal(directory, 'long', 10_000));
      const short = new JournalWriter(writeJournal(directory, 'short', 10));
      const measured = await measurePairs(
        { long: () => append(long), short: () => append(short) },
        ROUNDS,
      );
      const what = `append ${APPENDED} messages, behind 10,000 to behind 10`;
      return [ratioRow(what, measured.long, measured.short, 1.2)];
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

async function loadWriter(directory) {
  const outfile = join(directory, 'append-messages.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, '../src/store/append-messages.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

function writeJournal(directory, name, messages) {
  const path = join(directory, `${name}.jsonl`);
  const lines = Array.from({ length: messages }, () => `${JSON.stringify(newMessage())}\n`);
  writeFileSync(path, lines.join(''));
  return path;
}

async function append(writer) {
  return timeOf(async () => {
    for (let count = 0; count < APPENDED; count += 1) await writer.append(newMessage());
  });
}

function newMessage() {
  return {
    uuid: crypto.randomUUID(),
    parentUuid: null,
    timestamp: new Date().toISOString(),
    cwd: '/srv/project',
    role: 'user',
    content: [{ type: 'text', text: 'x'.repeat(2_000) }],
  };
}
