import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { ratioOf } from './measure-pairs.js';
import { processorMsOf, residentKbOf } from './read-processes.js';

const SUPERVISORS = 10;
/** Longer than a supervisor takes to keep its compiled code. */
const SETTLED_MS = 7_000;
const SHELLS = 200;
const WINDOW_MS = 30_000;
const WINDOWS = 3;

/** A supervisor that has nothing to do: its memory without shells, its processor time with 200. */
export const restSupervisor = {
  name: 'rest-supervisor',
  async measure(stage) {
    return [await weigh(stage), await time(stage)];
  },
};

/** All at once, since nothing but memory is measured. */
async function weigh(stage) {
  const homes = [];
  const nodes = [];
  for (let i = 0; i < SUPERVISORS; i += 1) {
    homes.push(await stage.openHome().start());
    nodes.push(
      spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e9)'], {
        stdio: 'ignore',
        env: stage.environment,
      }),
    );
  }
  await delay(SETTLED_MS);
  const supervisors = homes.map(({ supervisorPid }) => residentKbOf(supervisorPid));
  const idle = nodes.map(({ pid }) => residentKbOf(pid));
  for (const node of nodes) node.kill();
  for (const home of homes) await home.close();
  return {
    what: 'RSS of the supervisor without shells to an idle node',
    ...ratioOf(supervisors, idle),
    unit: '×',
    target: 1.5,
    note: `${megabytes(supervisors[0])} to ${megabytes(idle[0])}`,
  };
}

async function time(stage) {
  const home = await stage.openHome().start();
  await home.startShells(SHELLS, 'sleep 3600');
  (await home.connect()).close();
  await delay(SETTLED_MS);
  const percents = [];
  for (let i = 0; i < WINDOWS; i += 1) {
    const before = processorMsOf(home.supervisorPid);
    await delay(WINDOW_MS);
    percents.push(((processorMsOf(home.supervisorPid) - before) / WINDOW_MS) * 100);
  }
  return {
    what: `CPU of the supervisor with ${SHELLS} idle shells, the worst of ${WINDOWS} times 30 s`,
    measured: Math.max(...percents),
    unit: '%',
    target: 0.3,
  };
}

function megabytes(kilobytes) {
  return `${(kilobytes / 1024).toFixed(0)} MB`;
}
