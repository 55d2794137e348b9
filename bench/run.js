// `npm run bench` measures everything, `npm run bench -- NAME…` some of it, `npm run bench -- list`
// prints the names. `--json` prints one JSON document.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { appendMessage } from './append-message.js';
import { guardMemory } from './guard-memory.js';
import { listShells } from './list-shells.js';
import { loseSupervisor } from './lose-supervisor.js';
import { openStage } from './open-stage.js';
import { isMet, renderJson, renderTable } from './print-results.js';
import { readNewLines } from './read-new-lines.js';
import { restSupervisor } from './rest-supervisor.js';
import { startMany } from './start-many.js';
import { startShell } from './start-shell.js';
import { storeSessions } from './store-sessions.js';
import { waitReady } from './wait-ready.js';
import { watchMonit } from './watch-monit.js';
import { weighShells } from './weigh-shells.js';
import { writeOutput } from './write-output.js';

const BENCHES = [
  listShells,
  startShell,
  startMany,
  writeOutput,
  readNewLines,
  storeSessions,
  loseSupervisor,
  weighShells,
  appendMessage,
  restSupervisor,
  waitReady,
  guardMemory,
  watchMonit,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
// npm takes a flag for its own that is not behind a second `--`, and passes it on like this.
const isJson = values.json || process.env.npm_config_json === 'true';

if (positionals.includes('list')) {
  process.stdout.write(`${BENCHES.map(({ name }) => name).join('\n')}\n`);
} else {
  installOthers();
  const results = await measureAll(choose(positionals));
  process.stdout.write(isJson ? renderJson(results) : renderTable(results));
  if (results.some((result) => isMet(result) === false)) process.exitCode = 1;
}

function choose(names) {
  const unknown = names.find((name) => !BENCHES.some((bench) => bench.name === name));
  if (unknown !== undefined) throw new Error(`There is no bench "${unknown}"; see "list".`);
  return names.length === 0 ? BENCHES : BENCHES.filter(({ name }) => names.includes(name));
}

/** What we are compared with is installed here alone, when it is first needed. */
function installOthers() {
  if (existsSync(join(import.meta.dirname, 'node_modules'))) return;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', args, {
    cwd: import.meta.dirname,
    stdio: ['ignore', process.stderr, 'inherit'],
  });
  if (status !== 0) throw new Error('"npm ci" failed');
}

/** One after the other; whatever fails, or is interrupted, nothing is left behind. */
async function measureAll(benches) {
  let interrupted = false;
  process.on('SIGINT', () => (interrupted = true)).on('SIGTERM', () => (interrupted = true));
  const stage = await openStage();
  const results = [];
  try {
    for (const bench of benches) {
      if (interrupted) break;
      process.stderr.write(`bench: ${bench.name} …\n`);
      results.push(...(await bench.measure(stage)));
      await stage.clear();
    }
  } finally {
    await stage.close();
  }
  return results;
}
