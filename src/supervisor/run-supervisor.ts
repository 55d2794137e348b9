import { supervisorEnvironment } from '../domain/supervisor-environment.js';
import { isErrno } from '../os/errno.js';
import { type Guard, spawnGuard } from '../os/spawn-guard.js';
import { watchDirectory } from '../os/watch-directory.js';
import { VERSION } from '../protocol/version.js';
import type { Locations } from '../store/locations.js';
import { SessionStore } from '../store/session-store.js';
import { DEFAULT_SETTINGS, readSettings } from '../store/settings.js';
import { parseSpoolName } from '../store/spool.js';
import { releaseSupervisorLock } from '../store/supervisor-lock.js';
import type { SupervisorLog } from '../store/supervisor-log.js';
import { guardScript, SUPERVISOR_NODE_FLAGS, supervisorProgram } from '../store/templates.js';
import type { SupervisorContext } from './context.js';
import { IdleExit } from './idle-exit.js';
import { LiveShells } from './live-shells.js';
import { LogCaps } from './log-caps.js';
import { ReadTurns } from './read-turns.js';
import { Reconciliation } from './reconciliation.js';
import { RunPolicies } from './run-policies.js';
import { RunEnvironments } from './run-environments.js';
import { SessionSecrets } from './session-secrets.js';
import { serve } from './serve.js';

/** Whoever told it to go gets an answer first. */
const ANSWERED_WITHIN_MS = 10;
/** What failed for want of a descriptor is begun again after this long. */
const BEGIN_AGAIN_MS = 1_000;
/** Answers that are being sent have this long when it steps down. */
const FAREWELL_MS = 500;

/**
 * Takes up what an earlier supervisor has left, then answers requests until it
 * is told to go, or has been idle for long. Resolves when it answers.
 *
 * @param deaths - How many supervisors in a row died uncleanly before this one.
 */
export async function runSupervisor(
  locations: Locations,
  log: SupervisorLog,
  deaths: number,
): Promise<void> {
  log.write(`release ${VERSION} starts${deaths === 0 ? '' : ` after ${deaths} unclean end(s)`}`);
  const shells = new LiveShells(locations, log);
  const reconciliation = new Reconciliation(locations, shells);
  shells.onWritable = () => void reconciliation.takeAllRecords();
  const logCaps = new LogCaps(locations, shells, log);
  shells.onLive = (record) => {
    logCaps.add(record);
  };
  const sessions = new SessionStore(locations, {
    isInUse: (session) => shells.isHeldBy(session),
    onOpened: (session) => {
      shells.adopt(session);
    },
  });
  shells.sessions = sessions;

  const policies = new RunPolicies(() => context);
  shells.onChange = policies.noteChange;

  const guard = keepGuard(deaths, log);
  let goneAlready = false;
  const stepDown = (reason: string): void => {
    if (goneAlready) return;
    goneAlready = true;
    log.write(`steps down: ${reason}`);
    setTimeout(() => void leave(), ANSWERED_WITHIN_MS);
  };
  const context: SupervisorContext = {
    version: VERSION,
    startedAt: Date.now(),
    locations,
    log,
    sessions,
    shells,
    reconciliation,
    logCaps,
    policies,
    readTurns: new ReadTurns(),
    environments: new RunEnvironments(),
    secrets: new SessionSecrets(),
    settings: () => readSettings(locations.settings).settings,
    stepDown,
  };

  // Nobody waits for what watches and timers have begun. Where the system let no file be opened,
  // it is begun again; anything else is a bug, and crashes.
  process.on('unhandledRejection', (reason) => {
    if (!isErrno(reason, 'EMFILE', 'ENFILE')) throw asError(reason);
    log.write(`not done yet: ${reason.message}`);
    setTimeout(() => void reconciliation.takeAllRecords(), BEGIN_AGAIN_MS);
  });
  watchDirectory(locations.spool, (name) => {
    const entry = name === undefined ? undefined : parseSpoolName(name);
    if (entry !== undefined) void reconciliation.takeRecords(entry.uid);
    else if (name === undefined) void reconciliation.takeAllRecords();
  });
  await reconciliation.reconcile();

  const idle = new IdleExit(
    () => idleExitMs(context),
    () => shells.size > 0 || service.connections() > 0,
    () => {
      stepDown('it has been idle');
    },
  );
  shells.onGone = (uid) => {
    logCaps.remove(uid);
    idle.noteActivity();
  };
  let service = await serve(context, idle.noteActivity);
  idle.noteActivity();

  process.on('SIGTERM', stepDown).on('SIGINT', stepDown);
  // Somebody has removed our socket: a client that finds us alive asks for a new one.
  process.on('SIGHUP', () => {
    void service.close(); // not waited for: one that hangs would keep all others out
    void serve(context, idle.noteActivity).then((renewed) => {
      service = renewed;
    });
  });

  async function leave(): Promise<void> {
    const farewell = service.close();
    await Promise.race([farewell, new Promise((resolve) => setTimeout(resolve, FAREWELL_MS))]);
    await sessions.retryWrites();
    guard.dismiss();
    releaseSupervisorLock(locations);
    // eslint-disable-next-line n/no-process-exit -- open requests must not keep it: clients ask the next one
    process.exit(0);
  }
}

/** A guard that is there, whatever happens to it. */
function keepGuard(deaths: number, log: SupervisorLog): Pick<Guard, 'dismiss'> {
  const args = [process.execPath, supervisorProgram(), String(deaths), ...SUPERVISOR_NODE_FLAGS];
  const environment = supervisorEnvironment(process.env);
  let guard = start();
  function start(): Guard {
    const began = Date.now();
    return spawnGuard(guardScript(), args, environment, () => {
      log.write('the guard has ended; it is started again');
      // At once, unless it cannot live here at all.
      setTimeout(() => (guard = start()), Date.now() - began < 1000 ? 60_000 : 0).unref();
    });
  }
  return {
    dismiss: () => {
      guard.dismiss();
    },
  };
}

/** A setting that cannot be read does not keep a supervisor alive for ever. */
function idleExitMs(context: SupervisorContext): number {
  try {
    return context.settings().idleExitMs;
  } catch (error) {
    context.log.write(String(error));
    return DEFAULT_SETTINGS.idleExitMs;
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
