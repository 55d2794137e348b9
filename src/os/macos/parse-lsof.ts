/**
 * Reads what `lsof -Fpn` printed for listening TCP sockets: pid to ports,
 * ascending. Each line is a letter and a value: `p4711` begins a process,
 * `f21` a descriptor, `n*:8080`, `n127.0.0.1:8080` or `n[::1]:8080` is its address.
 */
export function parseLsof(output: string): Map<number, number[]> {
  const portsOfPid = new Map<number, number[]>();
  let ports: number[] = [];
  for (const line of output.split('\n')) {
    const value = line.slice(1);
    if (line.startsWith('p')) {
      ports = [];
      portsOfPid.set(Number(value), ports);
    } else if (line.startsWith('n')) {
      const port = Number(value.slice(value.lastIndexOf(':') + 1));
      if (Number.isInteger(port) && !ports.includes(port)) ports.push(port);
    }
  }
  for (const found of portsOfPid.values()) found.sort((a, b) => a - b);
  return portsOfPid;
}
