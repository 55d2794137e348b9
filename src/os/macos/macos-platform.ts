import type { ProcessIdentity } from '../../domain/process.js';
import type { Platform } from '../platform-contract.js';
import { printableText } from '../printable-text.js';
import { listeningPorts } from './find-listening-ports.js';
import { parsePsCommands, type PsRow } from './parse-ps.js';
import { punchHole } from './punch-hole.js';
import { readBootId } from './read-boot-id.js';
import { readEnvironment, readVariables } from './read-environment.js';
import { listProcesses, readProcesses } from './read-process-table.js';
import type { Tools } from './run-tool.js';

/** macOS: everything from the programs it comes with, one run for a question about many processes. */
export function createMacosPlatform(tools: Tools): Platform {
  let bootId: string | undefined;
  const currentBootId = () => (bootId ??= readBootId(tools));

  const identityOf = ({ pid, startSeconds }: PsRow): ProcessIdentity => ({
    pid,
    startTicks: startSeconds,
    bootId: currentBootId(),
  });
  const identifyProcesses = (pids: readonly number[]) => {
    const running = readProcesses(tools, pids).filter((row) => !row.hasEnded);
    return new Map(running.map((row) => [row.pid, identityOf(row)]));
  };

  return {
    currentBootId,
    identifyProcesses,
    identifyProcess: (pid) => identifyProcesses([pid]).get(pid),
    identifyNewChild: (pid) => readProcesses(tools, [pid]).map(identityOf)[0],
    listProcesses: () => listProcesses(tools),
    readEnvironment: (pid) => readEnvironment(tools, pid),
    readVariables: (candidates, names) => readVariables(tools, candidates, names),
    readDescendants: () => undefined,
    readMemory: () => undefined,
    describeProcess: (pid) => {
      const output = tools.runNow('ps', ['-ww', '-o', 'pid=', '-o', 'command=', '-p', `${pid}`]);
      const command = parsePsCommands(output).get(pid);
      return command === undefined ? `pid ${pid}` : printableText(command);
    },
    isStopped: (pid) => {
      const state = tools.runNow('ps', ['-o', 'stat=', '-p', `${pid}`]).trim();
      return state === '' ? undefined : state.startsWith('T');
    },
    countMemoryKills: () => ({}),
    punchHole: (path, bytes) => punchHole(tools, path, bytes),
    listeningPorts: (pids) => listeningPorts(tools, pids),
    isListenedOn: () => false,
  };
}
