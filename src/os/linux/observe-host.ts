import { type Host, parseHost } from '../../domain/control-group.js';
import { askServiceManager } from '../run-service-command.js';
import { readProcFile } from './read-proc-file.js';

/** What of systemd holds a process; `none` where it is gone, or there is no such thing. */
export function observeHost(pid: number): Host {
  return parseHost(readProcFile(`/proc/${pid}/cgroup`)?.toString() ?? '');
}

/** What stopping a service does to its other processes; `undefined` where systemd does not tell. */
export async function observeKillMode(host: Host): Promise<string | undefined> {
  if (host.kind !== 'user-service' && host.kind !== 'system-service') return undefined;
  const scope = host.kind === 'user-service' ? ['--user'] : [];
  const question = ['show', host.unit, '--property=KillMode'];
  const answer = await askServiceManager(['systemctl', ...scope, ...question]);
  return /^KillMode=(\S+)$/m.exec(answer?.stdout ?? '')?.[1];
}
