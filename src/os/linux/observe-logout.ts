import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { killsUserProcesses, type LogoutRules } from '../../domain/logout.js';
import { isErrno } from '../errno.js';
import { askServiceManager } from '../run-service-command.js';

/** Lowest first, as systemd reads them (logind.conf(5)). */
const CONFIGURATION = [
  '/usr/lib/systemd',
  '/usr/local/lib/systemd',
  '/run/systemd',
  '/etc/systemd',
];

/**
 * Asks logind what becomes of this user's processes at logout.
 *
 * @param root - Where the machine's own files begin.
 */
export async function observeLogout(root = '/'): Promise<LogoutRules> {
  const { username } = userInfo();
  return {
    lingers: await lingers(root, username),
    killsUserProcesses: killsUserProcesses(readConfiguration(root), username),
  };
}

async function lingers(root: string, user: string): Promise<boolean | undefined> {
  const answer = await askServiceManager(['loginctl', 'show-user', user, '--property=Linger']);
  if (answer === undefined) return undefined; // no logind here
  if (answer.exitCode === 0) return answer.stdout.trim() === 'Linger=yes';
  // It knows only users who are logged in; what they have asked for is a file.
  const folder = join(root, 'var/lib/systemd/linger');
  return existsSync(join(folder, user)) ? true : existsSync(folder) ? false : undefined;
}

function readConfiguration(root: string): string[] {
  const main = CONFIGURATION.map((folder) => join(root, folder, 'logind.conf'));
  const parts = CONFIGURATION.map((folder) => join(root, folder, 'logind.conf.d'))
    .flatMap((folder) => list(folder).map((name) => ({ name, path: join(folder, name) })))
    .filter(({ name }) => name.endsWith('.conf'));
  // A part replaces one of the same name further down; all are read in the order of their names.
  const byName = new Map(parts.map(({ name, path }) => [name, path]));
  const inOrder = [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
  const [effective] = main.filter((path) => existsSync(path)).slice(-1);
  return [...(effective === undefined ? [] : [effective]), ...inOrder].flatMap(read);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return [];
    throw error;
  }
}

function read(path: string): string[] {
  try {
    return [readFileSync(path, 'utf8')];
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'EACCES', 'EISDIR')) return [];
    throw error;
  }
}
