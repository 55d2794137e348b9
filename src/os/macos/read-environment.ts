import { environmentPart, parseEnvironment } from './parse-environment.js';
import { parsePsCommands } from './parse-ps.js';
import type { Tools } from './run-tool.js';

/** macOS shows nobody the environment of its own protected programs; it is then empty here. */
export function readEnvironment(
  tools: Tools,
  pid: number,
): ReadonlyMap<string, string> | undefined {
  const environment = readEnvironments(tools, [pid]).get(pid);
  return environment === undefined || environment === ''
    ? undefined
    : parseEnvironment(environment);
}

export function readVariables(
  tools: Tools,
  candidates: readonly number[],
  names: readonly string[],
): Map<number, ReadonlyMap<string, string>> {
  const found = new Map<number, ReadonlyMap<string, string>>();
  for (const [pid, environment] of readEnvironments(tools, candidates)) {
    const all = parseEnvironment(environment);
    const values = new Map(
      names.flatMap((name) => {
        const value = all.get(name);
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
    if (values.size > 0) found.set(pid, values);
  }
  return found;
}

/** Two runs of ps(1), however many pids: with environment and without. */
function readEnvironments(tools: Tools, pids: readonly number[]): Map<number, string> {
  const environments = new Map<number, string>();
  if (pids.length === 0) return environments;
  const columns = ['-ww', '-o', 'pid=', '-o', 'command=', '-p', pids.join(',')];
  const commands = parsePsCommands(tools.runNow('ps', columns));
  const withEnvironment = parsePsCommands(tools.runNow('ps', ['-E', ...columns]));
  for (const [pid, command] of commands) {
    const environment = environmentPart(command, withEnvironment.get(pid) ?? '');
    if (environment !== undefined) environments.set(pid, environment);
  }
  return environments;
}
