import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTimed } from './measure-pairs.js';
import { isRunning } from './read-processes.js';
import { waitUntil } from './wait-until.js';

const PROGRAM = join(import.meta.dirname, 'node_modules/pm2/bin/pm2');

/** pm2 with a home and a daemon of its own, both gone when the stage is cleared. */
export function openPm2(stage) {
  const home = stage.makeDirectory('pm2-');
  const options = {
    env: { ...stage.environment, PM2_HOME: home },
    cwd: stage.makeDirectory('work'),
  };
  const run = (...args) => runTimed([process.execPath, PROGRAM, ...args], options);
  run('ping'); // starts the daemon
  const pid = Number(readFileSync(join(home, 'pm2.pid'), 'utf8'));
  stage.onClose(async () => {
    run('kill');
    await waitUntil('the daemon of pm2 has gone', () => !isRunning(pid));
  });
  return { run, home };
}
