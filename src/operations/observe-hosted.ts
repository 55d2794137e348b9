import type { Hosted } from '../domain/checks/judge-hosts.js';
import type { SeenSupervisor } from '../domain/checks/judge-supervisor.js';
import type { Host } from '../domain/control-group.js';
import type { RunningRecord } from '../domain/shell.js';
import { isErrno } from '../os/errno.js';
import { isAlive } from '../os/is-alive.js';
import { observeHost, observeKillMode } from '../os/linux/observe-host.js';
import type { Locations } from '../store/locations.js';
import { readRunningRecords } from '../store/running-records.js';

/** The shells that are recorded as live; none where nothing was started yet. */
export function readLiveShells(locations: Locations): readonly RunningRecord[] {
  try {
    return readRunningRecords(locations);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP')) return [];
    throw error;
  }
}

/** What of systemd holds the supervisor, and each shell that lives: a shell stays where it was started. */
export async function observeHosted(
  supervisor: SeenSupervisor,
  live: readonly RunningRecord[],
): Promise<readonly Hosted[]> {
  const processes = live.flatMap(({ shellId, sessionIds: [sessionId], processes: seen }) =>
    seen !== undefined && sessionId !== undefined && isAlive(seen.process)
      ? [{ who: `${sessionId}/${shellId}`, pid: seen.process.pid }]
      : [],
  );
  if (supervisor.kind !== 'absent')
    processes.unshift({ who: 'the supervisor', pid: supervisor.pid });
  const hosts = processes.map(({ who, pid }) => ({ who, host: observeHost(pid) }));
  const killModes = await askKillModes(hosts.map(({ host }) => host));
  return hosts.map(({ who, host }) => ({ who, host, killMode: killModes.get(keyOf(host)) }));
}

/** Each service is asked about once. */
async function askKillModes(hosts: readonly Host[]): Promise<Map<string, string | undefined>> {
  const services = new Map(hosts.map((host) => [keyOf(host), host]));
  return new Map(
    await Promise.all(
      [...services].map(async ([key, host]) => [key, await observeKillMode(host)] as const),
    ),
  );
}

function keyOf(host: Host): string {
  return host.kind === 'none' ? '' : `${host.kind} ${host.unit}`;
}
