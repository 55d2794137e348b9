import { TIME_LIMIT } from '../domain/exit-codes.js';
import { isLive } from '../domain/shell-state.js';
import { awaitReady, type Readiness, type ReadyResult } from '../operations/await-ready.js';
import type { Context } from '../operations/context.js';
import { readOutput } from '../operations/read-output.js';
import { startShell, type StartShellInput } from '../operations/start-shell.js';
import type { PortHolder, StartedShell } from '../protocol/requests.js';

interface BackgroundOptions {
  readonly readiness: Readiness | undefined;
  readonly timeoutMs: number;
  readonly print: (text: string) => Promise<void>;
}

/** What `claude bash -b --json` prints: a contract. */
type BackgroundJson = StartedShell & { readonly ports?: readonly number[] };

const LAST_LINES = 20;

/**
 * Starts a shell in the background, waits until it is ready where that is
 * wanted, and prints its id. A shell that does not get ready runs on; its last
 * output is shown, and the exit code is 124, or the command's where it has ended.
 */
export async function runInBackground(
  context: Context,
  input: StartShellInput,
  { readiness, timeoutMs, print }: BackgroundOptions,
): Promise<BackgroundJson> {
  const { sameAs, ...started } = await startShell(context, input);
  if (sameAs.length > 0)
    process.stderr.write(`[the same command runs here already: ${sameAs.join(', ')}]\n`);
  if (readiness === undefined) {
    await print(`${started.shellId}  ${started.status}, pid ${started.pid ?? '?'}`);
    return started;
  }
  const result = await awaitReady(context, started, readiness, timeoutMs);
  const ports = result.ports.length === 0 ? '' : `, listening on ${result.ports.join(', ')}`;
  if (result.isReady) await print(`${started.shellId}  ready, pid ${started.pid ?? '?'}${ports}`);
  else {
    await print(
      `${started.shellId}  ${isLive(result) ? 'running' : result.status}, not ready${ports}`,
    );
    await explainNotReady(context, started, readiness, result);
  }
  return { ...started, status: result.status, ports: result.ports };
}

async function explainNotReady(
  context: Context,
  { sessionId, shellId }: BackgroundJson,
  readiness: Readiness,
  result: ReadyResult,
): Promise<void> {
  const shell = `${sessionId}/${shellId}`;
  const tail = { shell, mode: { kind: 'tail', lines: LAST_LINES }, maxBytes: 30_000 } as const;
  const { output, source } = await readOutput(context, tail, () => Promise.resolve());
  const wanted = readiness.kind === 'output' ? 'printed that' : listened(readiness.port);
  const what = isLive(result) ? `has not ${wanted} in time, and runs on` : 'has ended before that';
  if (result.holder !== undefined && readiness.kind === 'port')
    process.stderr.write(
      `[port ${readiness.port ?? '?'} is in use by ${describeHolder(result.holder)}]\n`,
    );
  process.stderr.write(`[${shellId} ${what}; its last output:]\n`);
  process.stderr.write(output);
  if (output.length > 0 && output.at(-1) !== 10) process.stderr.write('\n');
  process.exitCode = isLive(result) ? TIME_LIMIT : (source.exitCode ?? 1) || 1;
}

function describeHolder({ pid, command, shell }: PortHolder): string {
  if (pid === null) return 'a process of another user';
  return `${shell === null ? '' : `${shell}, `}pid ${pid} (${command ?? '?'})`;
}

function listened(port: number | undefined): string {
  return port === undefined ? 'listened on a port' : `listened on port ${port}`;
}
