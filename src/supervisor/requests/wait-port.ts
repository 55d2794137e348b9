import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { isLive } from '../../domain/shell-state.js';
import { platform } from '../../os/platform.js';
import type { RequestOf } from '../answer-request.js';
import { milliseconds, oneShell } from '../request-shapes.js';
import { findPortHolder } from '../find-port-holder.js';
import { resolveShell } from '../resolve-shell.js';
import { takeSnapshot } from '../process-snapshot.js';
import { findProcesses } from '../shell-processes.js';

/** Nothing tells when a port begins to listen: it is looked for this often, while somebody waits. */
const LOOK_EVERY_MS = 40;

/** Answers as soon as a shell listens on a TCP port, when it has ended, or when the time is up; then also who else has the port. */
export const waitPort: RequestOf<'wait-port'> = {
  params: oneShell.extend({
    port: z.int().min(1).max(65_535).optional(),
    timeoutMs: milliseconds,
  }),
  answer: async (context, { port, timeoutMs, ...params }, caller) => {
    const { current } = await resolveShell(context, params.session, params.shell);
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const pids = findProcesses(current(), await takeSnapshot()).map(({ pid }) => pid);
      const byPid = await platform.listeningPorts(pids);
      const ports = [...new Set([...byPid.values()].flat())].sort((a, b) => a - b);
      const isReady = port === undefined ? ports.length > 0 : ports.includes(port);
      const { status } = current().state;
      const isOver = !isLive(current().state) || Date.now() >= deadline || caller.gone.aborted;
      if (isReady) return { ports, isReady, status };
      if (isOver) {
        const holder =
          port === undefined
            ? undefined
            : await findPortHolder(context.shells, port, current().uid);
        return { ports, isReady, status, holder };
      }
      await delay(LOOK_EVERY_MS);
    }
  },
};
