import { observeSupervisor } from '../client/observe-supervisor.js';
import { failure, type Finding, ok, warning } from '../domain/checks/finding.js';
import { judgeDirectories } from '../domain/checks/judge-directories.js';
import { judgeDiskSpace } from '../domain/checks/judge-disk-space.js';
import { judgeFiles } from '../domain/checks/judge-files.js';
import { judgeHoles } from '../domain/checks/judge-holes.js';
import { judgeInotify } from '../domain/checks/judge-inotify.js';
import { judgeHosts } from '../domain/checks/judge-hosts.js';
import { judgeLingering } from '../domain/checks/judge-lingering.js';
import { judgeLogs } from '../domain/checks/judge-logs.js';
import { judgeManifests } from '../domain/checks/judge-manifests.js';
import { judgePrograms, NEEDED_PROGRAMS } from '../domain/checks/judge-programs.js';
import { judgeSessionSizes, judgeShellSizes } from '../domain/checks/judge-sizes.js';
import { judgeSpool } from '../domain/checks/judge-spool.js';
import { judgeStartup } from '../domain/checks/judge-startup.js';
import { judgeSupervisor } from '../domain/checks/judge-supervisor.js';
import type { SeenPath } from '../domain/seen-path.js';
import { ExpectedError } from '../domain/errors.js';
import { judgeServiceFile } from '../domain/service-file.js';
import { findProgram } from '../os/find-program.js';
import { observeSpace } from '../os/free-space.js';
import { observeInotify } from '../os/linux/observe-inotify.js';
import { observeLogout } from '../os/linux/observe-logout.js';
import { observePath } from '../os/observe-path.js';
import { serviceManagerOf } from '../os/service-manager.js';
import { tryHole } from '../os/try-hole.js';
import { VERSION } from '../protocol/version.js';
import type { Locations } from '../store/locations.js';
import { readServiceFile } from '../store/service-file.js';
import { readSettings } from '../store/settings.js';
import { surveyDirectory, surveySessions } from '../store/survey-sessions.js';
import { surveySpool } from '../store/survey-spool.js';
import type { Context } from './context.js';
import { observeHosted, readLiveShells } from './observe-hosted.js';
import { wantedServiceFile } from './startup-service.js';

/** What `claude doctor --json` prints: a contract. */
export interface Diagnosis {
  /** Nothing is wrong; there may be warnings. */
  readonly ok: boolean;
  readonly checks: readonly Finding[];
}

/**
 * Looks for whatever can keep this program from keeping its promises. Repairs
 * nothing and starts no supervisor; the one thing it writes is a file of its
 * own, removed again, to try whether holes can be punched.
 */
export async function diagnose({ locations }: Context): Promise<Diagnosis> {
  const live = readLiveShells(locations);
  const rules = observeLogout(); // asked while the disk is read
  const supervisor = await observeSupervisor(locations);
  const hosted = observeHosted(supervisor, live);
  const survey = surveySessions(locations);
  const startup = inspectStartup(locations);
  const liveUids = new Set<string>(live.map(({ uid }) => uid));
  const checks = [
    judgeDirectories(directoriesOf(locations).map(observePath)),
    judgeFiles([...survey.files, ...ownFilesOf(locations)], locations.state),
    checkSettings(locations),
    await checkDiskSpace(locations),
    judgePrograms(new Map(NEEDED_PROGRAMS.map((name) => [name, findProgram(name, PATH)]))),
    judgeHoles(await tryHole(locations.state)),
    judgeInotify(observeInotify(nearestDirectory(locations))),
    judgeSupervisor(supervisor, VERSION, live.length),
    judgeHosts(await hosted, await rules),
    judgeLingering(await rules, startup.state !== 'missing'),
    judgeStartup(startup.state, startup.file),
    judgeSpool(surveySpool(locations, liveUids), Date.now(), locations.spool),
    judgeManifests(survey.manifests),
    judgeLogs(survey.goneLogs, survey.logs.length),
    judgeSessionSizes(survey.sessions),
    judgeShellSizes(survey.logs),
  ];
  return { ok: checks.every(({ status }) => status !== 'error'), checks };
}

const PATH = process.env['PATH'];

function directoriesOf(locations: Locations): readonly string[] {
  const { config, state, runtime, sessions, running, spool, projects } = locations;
  return [...new Set([config, state, runtime, sessions, running, spool, projects])];
}

/** Those that lie outside the sessions; the settings hold no secret. */
function ownFilesOf(locations: Locations): SeenPath[] {
  const { running, spool, projects, supervisorLock, supervisorLog } = locations;
  const within = [running, spool, projects].flatMap(surveyDirectory);
  const alone = [supervisorLock, supervisorLog, `${supervisorLog}.1`].map(observePath);
  return [...within, ...alone].filter(({ kind }) => kind !== 'missing' && kind !== 'hidden');
}

/** Where the state is, or is going to be: the file system is the same. */
function nearestDirectory({ state }: Locations): string {
  const parts = state.split('/');
  const paths = parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
  return paths.find((path) => observePath(path).kind === 'directory') ?? '/';
}

async function checkDiskSpace(locations: Locations): Promise<Finding> {
  return judgeDiskSpace(await observeSpace(nearestDirectory(locations)));
}

function checkSettings({ settings: path }: Locations): Finding {
  try {
    const { unknownKeys } = readSettings(path);
    if (unknownKeys.length === 0) return ok('settings', 'The settings can be read.');
    const named = unknownKeys.join(', ');
    return warning('settings', `${path} has unknown keys: ${named}.`, 'Correct or remove them.');
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    return failure('settings', error.message, error.hint);
  }
}

function inspectStartup(locations: Locations) {
  const manager = serviceManagerOf(process.platform);
  const found = readServiceFile(manager.file);
  const wanted = wantedServiceFile(locations, manager);
  return { file: manager.file, state: judgeServiceFile(found, wanted) };
}
