import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { median } from './measure-pairs.js';

const ROUNDS = 15;
const PORTS_FROM = 42_000;
const TRY_EVERY_MS = 1;

/** How long after a server accepts its first connection `claude bash -b --ready-port` says so. */
export const waitReady = {
  name: 'ready-port',
  async measure(stage) {
    const home = await stage.openHome().start();
    const server = join(import.meta.dirname, 'listen-later.js');
    const delays = [];
    for (let round = -1; round < ROUNDS; round += 1) {
      const port = PORTS_FROM + round + 1;
      const command = `exec '${process.execPath}' '${server}' ${port}`;
      const [accepted, ready] = await Promise.all([
        untilAccepted(port),
        untilReady(stage, home, port, command),
      ]);
      if (round >= 0) delays.push(ready - accepted);
      await home.endShells();
    }
    return [
      {
        what: 'claude bash -b --ready-port returns, after the port accepts',
        measured: median(delays),
        spread: [Math.min(...delays), Math.max(...delays)],
        unit: 'ms',
        target: 150,
      },
    ];
  },
};

/** When the port first accepts a connection. */
async function untilAccepted(port) {
  while (!(await isAccepted(port))) await delay(TRY_EVERY_MS);
  return performance.now();
}

function isAccepted(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** When the user sees that it is ready: the whole process has ended. */
function untilReady(stage, { environment, workingDirectory }, port, command) {
  const args = [stage.claude, 'bash', '-b', '--ready-port', `${port}`, '--', command];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      env: environment,
      cwd: workingDirectory,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve(performance.now());
      else reject(new Error(`it was not ready: exit ${code}`));
    });
  });
}
