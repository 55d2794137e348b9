import { setTimeout as delay } from 'node:timers/promises';
import { processorMsOf } from './read-processes.js';

const SHELLS = 50;
/** Longer than a supervisor takes to keep its compiled code. */
const SETTLED_MS = 7_000;
const WINDOW_MS = 30_000;

/** Processor time of the supervisor while it looks after the memory of 50 shells. */
export const guardMemory = {
  name: 'watch-memory',
  async measure(stage) {
    const home = await stage.openHome().start();
    const connection = await home.connect();
    const policy = { restart: { kind: 'no' }, watch: [], maxMemoryBytes: 1024 ** 3 };
    const params = () => home.startParams('sleep 3600', { policy });
    await Promise.all(
      Array.from({ length: SHELLS }, () => connection.request('start-shell', params())),
    );
    connection.close();
    await delay(SETTLED_MS);
    const before = processorMsOf(home.supervisorPid);
    await delay(WINDOW_MS);
    return [
      {
        what: `CPU of the supervisor with ${SHELLS} shells with --max-memory, over 30 s`,
        measured: ((processorMsOf(home.supervisorPid) - before) / WINDOW_MS) * 100,
        unit: '%',
        target: 1,
      },
    ];
  },
};
