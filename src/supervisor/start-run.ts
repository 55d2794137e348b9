import { StartFailedError } from '../domain/errors.js';
import type { Shell } from '../domain/shell.js';
import { isErrno } from '../os/errno.js';
import { makeFifo } from '../os/make-fifo.js';
import { platform } from '../os/platform.js';
import { spawnDetached } from '../os/spawn-detached.js';
import type { Surroundings } from '../protocol/requests.js';
import { inputPath, logPath } from '../store/locations.js';
import type { OpenSession } from '../store/open-session.js';
import { createLog } from '../store/output-log.js';
import { shimScript } from '../store/templates.js';
import { reserveExitRecord, spoolStem } from '../store/spool.js';
import type { SupervisorContext } from './context.js';
import { pausePoint } from '../os/pause-point.js';
import { shimEnvironment } from './shim-environment.js';
import { keepSurroundings } from './surroundings.js';

/** How long a shim may take to say that its command runs; a busy machine needs some of it. */
const STARTED_WITHIN_MS = 10_000;

/**
 * Forks a run that its session has recorded as `starting`, and waits until its
 * shim says that it runs. When that takes too long, the shell is returned as
 * `starting`; its record will come.
 *
 * @param report - A FIFO to which the interpreter writes its directory and environment when it ends.
 * @throws {StartFailedError} when nothing was forked; the caller takes its record back.
 */
export async function startRun(
  context: SupervisorContext,
  session: OpenSession,
  shell: Shell,
  surroundings: Surroundings,
  report?: string,
): Promise<Shell> {
  const { locations, shells, reconciliation } = context;
  const { uid, id: shellId } = shell;
  const log = logPath(locations, session.id, shellId);
  try {
    createLog(log);
    if (shell.input !== undefined) await makeFifo(inputPath(locations, session.id, shellId));
    reserveExitRecord(locations, uid);
    shells.add({
      uid,
      shellId,
      sessionIds: [session.id],
      command: shell.command,
      cwd: shell.cwd,
      interpreter: shell.interpreter,
      startedAt: shell.state.startedAt,
      bootId: platform.currentBootId(),
      hasPolicy: shell.policy !== undefined,
      memoryKills: platform.countMemoryKills(),
    });
    keepSurroundings(context, session, shell, surroundings);
    pausePoint('start: running record written');
    const shim = await spawnDetached({
      program: '/bin/sh',
      args: [shimScript(), spoolStem(locations, uid), log],
      cwd: shell.cwd,
      env: shimEnvironment(locations, session.id, shell, surroundings, report),
    });
    pausePoint('start: forked');
    // Its end is only a hint that there are records; a shim that dies leaves none, and is noticed.
    void shim.ended
      .then(() => reconciliation.takeRecords(uid))
      .then(() => reconciliation.settle(uid));
  } catch (error) {
    shells.forget(uid);
    throw describeFailure(error);
  }
  await shells.changes.waitUntil(
    () => (session.shell(shellId)?.state.status === 'starting' ? undefined : true),
    STARTED_WITHIN_MS,
  );
  pausePoint('started: before the answer');
  await session.flush();
  return session.shell(shellId) ?? shell;
}

function describeFailure(cause: unknown): unknown {
  if (isErrno(cause, 'E2BIG')) {
    return new StartFailedError('ENVIRONMENT_TOO_LARGE', 'Command and environment are too large.', {
      hint: 'Start it with fewer or shorter environment variables.',
      cause,
    });
  }
  if (isErrno(cause, 'EAGAIN', 'ENOMEM', 'EMFILE', 'ENFILE')) {
    return new StartFailedError(
      'SYSTEM_LIMIT',
      `The system allows no further process now (${cause.code ?? ''}).`,
      {
        hint: 'End what is not needed, or raise the limits (see "ulimit -a"), and try again.',
        cause,
      },
    );
  }
  if (isErrno(cause, 'ENOSPC', 'EDQUOT')) {
    return new StartFailedError('DISK_FULL', 'There is no space to record the shell.', {
      hint: 'Free some disk space and try again; nothing was started.',
      cause,
    });
  }
  return cause;
}
