import { isShellUid, type ShellUid } from '../domain/ids.js';
import { platform } from '../os/platform.js';
import type { PortHolder } from '../protocol/requests.js';
import type { LiveShells } from './live-shells.js';
import { takeSnapshot } from './process-snapshot.js';

/**
 * Looks through the whole machine for the process that listens on a port,
 * other than those of the run `own`.
 *
 * @returns `undefined` where nobody does. Who it is stays unknown where it belongs to another user.
 */
export async function findPortHolder(
  shells: LiveShells,
  port: number,
  own: ShellUid,
): Promise<PortHolder | undefined> {
  const { entries, byRun } = await takeSnapshot();
  const byPid = await platform.listeningPorts(entries.map(({ pid }) => pid));
  const [pid] = [...byPid].find(([, ports]) => ports.includes(port)) ?? [];
  if (pid === undefined)
    return platform.isListenedOn(port) ? { pid: null, command: null, shell: null } : undefined;
  const [uid] = [...byRun].find(([, pids]) => pids.includes(pid)) ?? [];
  if (uid === own) return undefined; // it has begun to listen just now
  const record = uid !== undefined && isShellUid(uid) ? shells.record(uid) : undefined;
  return { pid, command: platform.describeProcess(pid), shell: record?.shellId ?? null };
}
