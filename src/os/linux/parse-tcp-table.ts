/** TCP_LISTEN of the kernel's net/tcp_states.h, as the table prints it. */
const LISTEN = '0A';

/**
 * The listening sockets of `/proc/PID/net/tcp` or `tcp6`, proc_pid_net(5):
 * inode of the socket to its port.
 */
export function parseTcpTable(table: string): Map<string, number> {
  const portOfInode = new Map<string, number>();
  for (const line of table.split('\n').slice(1)) {
    const [, localAddress, , state, , , , , , inode] = line.trim().split(/\s+/);
    if (state !== LISTEN || localAddress === undefined || inode === undefined) continue;
    const port = Number.parseInt(localAddress.slice(localAddress.lastIndexOf(':') + 1), 16);
    portOfInode.set(inode, port);
  }
  return portOfInode;
}

/** The inode in what a link of `/proc/PID/fd` points at, `socket:[1234]`; `undefined` for other files. */
export function parseSocketLink(target: string): string | undefined {
  const isSocket = target.startsWith('socket:[') && target.endsWith(']');
  return isSocket ? target.slice('socket:['.length, -1) : undefined;
}
