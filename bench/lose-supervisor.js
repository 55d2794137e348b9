import { setTimeout as delay } from 'node:timers/promises';
import { median } from './measure-pairs.js';

const SHELLS = 200;
const ROUNDS = 10;
const GIVE_UP_MS = 30_000;

/** From SIGKILL of the supervisor with 200 running shells to the first right answer of `claude bashes`. */
export const loseSupervisor = {
  name: 'lose-supervisor',
  async measure(stage) {
    const home = await stage.openHome().start();
    const started = await home.startShells(SHELLS, 'sleep 3600');
    const expected = new Set(started.map(({ shellId, pid }) => `${shellId} ${pid}`));
    const times = [];
    const wrong = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const answer = await killAndAsk(home, expected);
      times.push(answer.ms);
      wrong.push(...answer.wrong);
      await delay(1_000);
    }
    return [
      {
        what: `SIGKILL of the supervisor, ${SHELLS} shells, to the first right list`,
        measured: median(times) / 1000,
        spread: [Math.min(...times) / 1000, Math.max(...times) / 1000],
        unit: 's',
        target: 2,
      },
      {
        what: `wrong lists after ${ROUNDS} times SIGKILL`,
        measured: wrong.length,
        unit: 'lists',
        target: 0,
        note: wrong.join('; '),
      },
    ];
  },
};

async function killAndAsk(home, expected) {
  await home.readSupervisorPid();
  const begin = performance.now();
  process.kill(home.supervisorPid, 'SIGKILL');
  const wrong = [];
  while (performance.now() - begin < GIVE_UP_MS) {
    const { status, stdout } = home.tryRun('bashes', '--json');
    const mistake = status === 0 ? findMistake(JSON.parse(stdout), expected) : `exit ${status}`;
    if (mistake === undefined) return { ms: performance.now() - begin, wrong };
    wrong.push(mistake);
  }
  throw new Error(`no right answer within ${GIVE_UP_MS} ms: ${wrong.join('; ')}`);
}

/** All that ran still run under the same pids, and none is there twice. */
function findMistake(shells, expected) {
  const running = shells.filter(({ status }) => status === 'running');
  const found = new Set(running.map(({ shellId, pid }) => `${shellId} ${pid}`));
  if (running.length !== expected.size) return `${running.length} of ${expected.size} run`;
  if (shells.length !== expected.size) return `${shells.length} are listed`;
  return [...expected].every((shell) => found.has(shell)) ? undefined : 'other shells are listed';
}
