import { execFileSync } from 'node:child_process';
import { openSync, statSync, truncateSync, writeSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { measurePairs, ratioRow } from './measure-pairs.js';
import { waitUntil } from './wait-until.js';

const GB = 1024 ** 3;
const LINES = Array.from({ length: 10 }, (_, i) => `line ${i} ${'x'.repeat(72)}\n`).join('');

/** Reading 10 new lines at the end of a log of 10 GB (most of it a hole), against one of 10 KB. */
export const readNewLines = {
  name: 'read-new-lines',
  async measure(stage) {
    const home = await stage.openHome().start();
    const large = await openLog(home, 10 * GB);
    const small = await openLog(home, 10 * 1024);
    const modes = { output: [], 'output --tail 10': ['--tail', '10'] };
    const lines = [];
    for (const [name, flags] of Object.entries(modes)) {
      const measured = await measurePairs(
        { large: () => readLines(home, large, flags), small: () => readLines(home, small, flags) },
        20,
      );
      lines.push(ratioRow(`claude ${name}, 10 GB to 10 KB`, measured.large, measured.small, 1.2));
    }
    return lines;
  },
};

/** A shell that writes 10 lines each time it is told to, behind `bytes` that count as read. */
async function openLog(home, bytes) {
  const trigger = join(home.workingDirectory, crypto.randomUUID());
  execFileSync('mkfifo', [trigger]);
  const command = `exec 3<>${trigger}; while read -r _ <&3; do printf '${LINES.replaceAll('\n', '\\n')}'; done`;
  const params = home.startParams(command, { maxOutputBytes: 20 * GB });
  const connection = await home.connect();
  const { shellId: shell } = await connection.request('start-shell', params);
  const { path } = await home.request('begin-read', { shell, exclusive: false });
  truncateSync(path, bytes);
  const { committed } = await home.request('commit-read', { shell, from: 0, to: bytes });
  if (!committed) throw new Error('the read position did not move');
  return { shell, path, trigger };
}

async function readLines(home, { shell, path, trigger }, flags) {
  const wanted = statSync(path).size + LINES.length;
  const fifo = openSync(trigger, 'w');
  writeSync(fifo, '\n');
  closeSync(fifo);
  await waitUntil('the lines are written', () => statSync(path).size === wanted);
  const { ms, stdout } = home.run('output', shell, ...flags);
  if (stdout !== LINES) throw new Error(`output printed ${stdout.length} bytes: ${stdout}`);
  return ms;
}
