import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measurePairs, ratioRow, timeOf } from './measure-pairs.js';
import { openPm2 } from './open-pm2.js';
import { waitUntil } from './wait-until.js';

const BYTES = 500_000_000;
/** 79 characters and a newline, until there are as many as wanted. */
const COMMAND = `yes ${'x'.repeat(79)} | head -c ${BYTES}`;
const GB = 1024 ** 3;
const MB = 1024 ** 2;

/** 500 MB of lines of 80 characters on their way into a log, from the start of the shell to the last byte. */
export const writeOutput = {
  name: 'write-output',
  async measure(stage) {
    const home = await stage.openHome().start();
    const file = join(home.workingDirectory, 'plain');
    const whole = await measurePairs({
      claude: () => writeThroughShell(home, GB),
      cat: () => writeThroughCat(home, file),
    });
    const capped = await measurePairs({
      claude: () => writeThroughShell(home, 64 * MB),
      cat: () => writeThroughCat(home, file),
    });
    const pm2 = openPm2(stage);
    const script = join(home.workingDirectory, 'write.sh');
    writeFileSync(script, `${COMMAND}\nsleep 60\n`);
    const others = await measurePairs(
      { claude: () => writeThroughShell(home, GB), pm2: () => writeThroughPm2(pm2, script) },
      10,
    );
    return [
      ratioRow('500 MB into a log, --max-output 1GB, to cat', whole.claude, whole.cat, 1.05),
      ratioRow('500 MB into a log, --max-output 64MB, to cat', capped.claude, capped.cat),
      ratioRow('500 MB into a log, --max-output 1GB, to pm2', others.claude, others.pm2, 0.25),
    ];
  },
};

/** From the request that starts the shell to the moment when all of it is in the log. */
async function writeThroughShell(home, maxOutputBytes) {
  const connection = await home.connect();
  let path;
  const session = home.selector(crypto.randomUUID());
  const ms = await timeOf(async () => {
    const params = home.startParams(COMMAND, { session, maxOutputBytes });
    const { shellId } = await connection.request('start-shell', params);
    const named = { session, shells: [shellId], any: false, timeoutMs: 60_000 };
    await connection.request('wait-shells', named);
    const source = await connection.request('begin-read', {
      session,
      shell: shellId,
      exclusive: false,
    });
    if (!source.drained) throw new Error('the log was not complete');
    path = source.path;
  });
  expectWhole(path);
  rmSync(path);
  return ms;
}

async function writeThroughCat(home, file) {
  const ms = await timeOf(async () => {
    const child = spawn('/bin/sh', ['-c', `{ ${COMMAND}; } | cat >>${file}`], {
      stdio: 'ignore',
      env: home.environment,
    });
    await once(child, 'exit');
  });
  expectWhole(file);
  rmSync(file);
  return ms;
}

/** pm2 loses the last bytes of a program that ends at once, so the one it runs stays a while: that is not measured. */
async function writeThroughPm2(pm2, script) {
  const log = join(pm2.home, 'written.log');
  const ms = await timeOf(async () => {
    pm2.run('start', script, '--interpreter', '/bin/sh', '--no-autorestart', '--output', log);
    await waitUntil('pm2 has written the log', () => sizeOf(log) >= BYTES, {
      withinMs: 120_000,
    });
  });
  expectWhole(log);
  pm2.run('delete', 'all');
  rmSync(log);
  return ms;
}

function sizeOf(path) {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function expectWhole(path) {
  const size = sizeOf(path);
  if (size !== BYTES) throw new Error(`${path} has ${size} bytes`);
}
