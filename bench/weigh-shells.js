import { setTimeout as delay } from 'node:timers/promises';
import { median } from './measure-pairs.js';
import { pidsWithEnvironment, proportionalKbOf, residentKbOf } from './read-processes.js';

const SHELLS = 200;
const ROUNDS = 10;
/** Until what a start has left in memory has been given back, or is there to stay. */
const SETTLED_MS = 3_000;

/** The memory that 200 shells take: of shim and writer, and in the supervisor. */
export const weighShells = {
  name: 'weigh-shells',
  async measure(stage) {
    const proportional = [];
    const growth = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const home = await stage.openHome().start();
      await delay(SETTLED_MS);
      const before = residentKbOf(home.supervisorPid);
      await home.startShells(SHELLS, 'sleep 3600');
      await delay(SETTLED_MS);
      proportional.push(shimKbOf(home) / 1024 / SHELLS);
      growth.push((residentKbOf(home.supervisorPid) - before) / SHELLS);
      await home.close();
    }
    return [
      row('PSS of shim and writer, per shell of 200', proportional, 'MB', 0.7),
      row('growth of the supervisor, per shell of 200', growth, 'KB', 60),
    ];
  },
};

/** Others on this machine may have shells too. */
function shimKbOf(home) {
  const ours = new Set(pidsWithEnvironment(`HOME=${home.directory}`));
  const pids = pidsWithEnvironment('CLAUDE_SHELL_SHIM=').filter((pid) => ours.has(pid));
  if (pids.length < SHELLS) throw new Error(`${pids.length} processes of shims were found`);
  return pids.map(proportionalKbOf).reduce((total, kilobytes) => total + kilobytes, 0);
}

function row(what, values, unit, target) {
  const spread = [Math.min(...values), Math.max(...values)];
  return { what, measured: median(values), spread, unit, target };
}
