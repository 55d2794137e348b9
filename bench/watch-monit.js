import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { commandLineOf, pidsWithEnvironment, processorMsOf } from './read-processes.js';
import { waitUntil } from './wait-until.js';

const SHELLS = 50;
/** Longer than it takes to appear, and the supervisor to keep its compiled code. */
const SETTLED_MS = 7_000;
const WINDOW_MS = 30_000;

/** Processor time of `claude monit` in a terminal, with 50 shells that run; the supervisor's beside it. */
export const watchMonit = {
  name: 'monit',
  async measure(stage) {
    const home = await stage.openHome().start();
    await home.startShells(SHELLS, 'sleep 3600');
    (await home.connect()).close();
    const line = `stty cols 120 rows 40; exec '${process.execPath}' '${stage.claude}' monit`;
    const terminal = spawn('script', ['-qec', line, '/dev/null'], {
      env: { ...home.environment, TERM: 'xterm-256color' },
      cwd: home.workingDirectory,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    try {
      const pid = await waitUntil('it runs', () => findMonit(home, stage.claude));
      await delay(SETTLED_MS);
      const pids = [pid, home.supervisorPid];
      const before = pids.map(processorMsOf);
      await delay(WINDOW_MS);
      const [own, supervisor] = pids.map(
        (each, index) => ((processorMsOf(each) - before[index]) / WINDOW_MS) * 100,
      );
      return [
        {
          what: `CPU of claude monit with ${SHELLS} shells, over 30 s`,
          measured: own,
          unit: '%',
          target: 5,
          note: `the supervisor meanwhile: ${supervisor.toFixed(1)} %`,
        },
      ];
    } finally {
      terminal.stdin.write('q');
      await new Promise((resolve) => terminal.once('exit', resolve));
    }
  },
};

function findMonit(home, program) {
  const ours = pidsWithEnvironment(`HOME=${home.directory}`);
  return ours.find(
    (pid) =>
      commandLineOf(pid).endsWith(`${program} monit`) && !commandLineOf(pid).startsWith('script'),
  );
}
