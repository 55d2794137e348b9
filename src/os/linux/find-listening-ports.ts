import { readdirSync, readlinkSync } from 'node:fs';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { parseSocketLink, parseTcpTable } from './parse-tcp-table.js';
import { isHidden, readProcFile } from './read-proc-file.js';

/** Processes looked into before other work gets its turn; a few milliseconds. */
const BATCH = 64;

/**
 * Matches the sockets a process holds with the table of its network namespace,
 * which is read once for all that share it.
 */
export async function listeningPorts(pids: readonly number[]): Promise<Map<number, number[]>> {
  const tables = new Map<string, Map<string, number>>();
  const portsOfPid = new Map<number, number[]>();
  for (const [index, pid] of pids.entries()) {
    if (index % BATCH === BATCH - 1) await yieldToOthers();
    const namespace = readLink(`/proc/${pid}/ns/net`);
    if (namespace === undefined) continue;
    const table = tables.get(namespace) ?? readTable(pid);
    if (table === undefined) continue;
    tables.set(namespace, table);
    const ports = table.size === 0 ? [] : portsOf(pid, table);
    if (ports.length > 0) portsOfPid.set(pid, ports);
  }
  return portsOfPid;
}

/** In the network namespace of this process. */
export function isListenedOn(port: number): boolean {
  return [...(readTable(process.pid)?.values() ?? [])].includes(port);
}

/** `undefined` when the process has gone; a kernel without IPv6 has no second table. */
function readTable(pid: number): Map<string, number> | undefined {
  const tcp = readProcFile(`/proc/${pid}/net/tcp`)?.toString('latin1');
  if (tcp === undefined) return undefined;
  const tcp6 = readProcFile(`/proc/${pid}/net/tcp6`)?.toString('latin1') ?? '';
  return new Map([...parseTcpTable(tcp), ...parseTcpTable(tcp6)]);
}

function portsOf(pid: number, portOfInode: ReadonlyMap<string, number>): number[] {
  const ports = new Set<number>();
  for (const descriptor of listDescriptors(pid)) {
    const target = readLink(`/proc/${pid}/fd/${descriptor}`);
    const inode = target === undefined ? undefined : parseSocketLink(target);
    const port = inode === undefined ? undefined : portOfInode.get(inode);
    if (port !== undefined) ports.add(port);
  }
  return [...ports].sort((a, b) => a - b);
}

function listDescriptors(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`);
  } catch (error) {
    if (isHidden(error)) return [];
    throw error;
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (isHidden(error)) return undefined;
    throw error;
  }
}
