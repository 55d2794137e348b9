import type { Shell } from '../../domain/shell.js';
import { measureUsage } from '../../os/measure-usage.js';
import { platform } from '../../os/platform.js';
import type { InspectedProcess, InspectedRun } from '../../protocol/requests.js';
import { logPath } from '../../store/locations.js';
import { sizeOfLog } from '../../store/output-log.js';
import type { RequestOf } from '../answer-request.js';
import { measureShells } from '../measure-shells.js';
import { oneShell } from '../request-shapes.js';
import { resolveShell } from '../resolve-shell.js';
import { takeSnapshot } from '../process-snapshot.js';
import { findProcesses } from '../shell-processes.js';
import { viewOf } from '../view-shells.js';

/** Everything that is known about one shell. */
export const inspectShell: RequestOf<'inspect-shell'> = {
  params: oneShell,
  answer: async (context, params) => {
    const { session, current } = await resolveShell(context, params.session, params.shell);
    const shell = current();
    const usages = await measureShells([shell]);
    const log = logPath(context.locations, session.id, shell.id);
    const { state, output } = shell;
    const shimPid = state.status === 'running' ? state.shim.pid : null;
    return {
      ...viewOf(context.locations, session, shell, usages.get(shell)),
      uid: shell.uid,
      interpreter: shell.interpreter,
      shimPid,
      log,
      maxOutputBytes: output.maxBytes,
      diskBytes: sizeOfLog(log).diskBytes,
      outputGapTime: output.gapAt === undefined ? null : new Date(output.gapAt).toISOString(),
      policy: shell.policy ?? null,
      input: shell.input ?? null,
      memoryOnly: Object.keys(context.secrets.of(session.id)),
      held: shell.held ?? null,
      history: historyOf(shell),
      processes: await listProcessesOf(shell),
    };
  },
};

function historyOf({ pastRuns }: Shell): InspectedRun[] {
  return pastRuns.map(({ uid, status, startedAt, endedAt, exit, lostReason, endReason }) => ({
    uid,
    status,
    startTime: new Date(startedAt).toISOString(),
    endTime: new Date(endedAt).toISOString(),
    exitCode: exit?.exitCode ?? null,
    signal: exit?.signal ?? null,
    lostReason: lostReason ?? null,
    endReason: endReason ?? null,
  }));
}

/** Also what an ended shell has left behind. */
async function listProcessesOf(shell: Shell): Promise<InspectedProcess[]> {
  const found = findProcesses(shell, await takeSnapshot());
  const usages = await measureUsage(found.map(({ pid }) => pid));
  return found.map(({ pid, parentPid }) => ({
    pid,
    parentPid,
    command: platform.describeProcess(pid),
    cpu: usages.get(pid)?.cpuPercent ?? null,
    memory: usages.get(pid)?.memoryBytes ?? null,
  }));
}
