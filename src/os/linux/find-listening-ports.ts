import { readdirSync, readlinkSync } from 'node:fs';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { parseSocketLink, parseTcpTable } from './parse-tcp-table.js';
import { isHidden, readProcFile } from './read-proc-file.js';

/** Processes looked into before other work gets its turn; a few milliseconds. */
const BATCH = 64;

/**
 * Matches the sockets a process holds with the table of its network namespace,
 * which is read once for all that share it, and only where a socket is held
 * that is not known to listen: the kernel takes 5 ms to print each table.
 */
export async function listeningPorts(pids: readonly number[]): Promise<Map<number, number[]>> {
  const tables = new Map<string, Map<string, number>>();
  const portsOfPid = new Map<number, number[]>();
  const held = new Map<string, number>();
  for (const [index, pid] of pids.entries()) {
    if (index % BATCH === BATCH - 1) await yieldToOthers();
    const inodes = listSockets(pid);
    const ports = inodes.every((inode) => listening.has(inode))
      ? portsAmong(inodes, listening)
      : portsAmong(inodes, tableOf(pid, tables));
    for (const [inode, port] of ports) held.set(inode, port);
    if (ports.length > 0)
      portsOfPid.set(
        pid,
        [...new Set(ports.map(([, port]) => port))].sort((a, b) => a - b),
      );
  }
  listening = held;
  return portsOfPid;
}

/** Sockets that were listening at the last look. One does so until it is closed, and no other gets its inode. */
let listening: ReadonlyMap<string, number> = new Map();

function portsAmong(
  inodes: readonly string[],
  portOfInode: ReadonlyMap<string, number>,
): [string, number][] {
  return inodes.flatMap((inode) => {
    const port = portOfInode.get(inode);
    return port === undefined ? [] : [[inode, port]];
  });
}

function tableOf(pid: number, tables: Map<string, Map<string, number>>): Map<string, number> {
  const namespace = readLink(`/proc/${pid}/ns/net`);
  if (namespace === undefined) return new Map<string, number>();
  const table = tables.get(namespace) ?? readTable(pid);
  if (table !== undefined) tables.set(namespace, table);
  return table ?? new Map<string, number>();
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

/** The inodes of the sockets that a process holds. */
function listSockets(pid: number): string[] {
  return listDescriptors(pid).flatMap((descriptor) => {
    const target = readLink(`/proc/${pid}/fd/${descriptor}`);
    return (target === undefined ? undefined : parseSocketLink(target)) ?? [];
  });
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
