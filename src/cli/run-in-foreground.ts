import { ExpectedError } from '../domain/errors.js';
import type { Context } from '../operations/context.js';
import { readOutput } from '../operations/read-output.js';
import {
  endNow,
  passSignal,
  runForeground,
  type RunForegroundInput,
} from '../operations/run-foreground.js';
import type { StartedShell } from '../protocol/requests.js';
import { type OutputJson, toOutputJson } from './output-json.js';
import { describeEnd } from './render-output.js';
import { OutputClosedError, writeOutput } from './write-output.js';

/** What `claude bash --json` prints for a command in the foreground. */
type ForegroundJson = OutputJson & { readonly sessionId: string };

/**
 * Runs a command in the foreground and exits as it did. Ctrl-C reaches the
 * command, a second one ends it; when the terminal is lost, it goes on in the
 * background.
 */
export async function runInForeground(
  context: Context,
  input: RunForegroundInput,
  isJson: boolean,
): Promise<ForegroundJson> {
  let started: StartedShell | undefined;
  let interrupts = 0;
  /** What was asked for by signals; its answer may come after the command's end. */
  const asked: Promise<void>[] = [];
  const onInterrupt = (): void => {
    interrupts += 1;
    if (started === undefined) return;
    const asking =
      interrupts === 1 ? passSignal(context, started, 'SIGINT') : endNow(context, started);
    asked.push(asking.catch(tellFailure));
  };
  const onTerminate = (): void => {
    if (started !== undefined) asked.push(endNow(context, started).catch(tellFailure));
  };
  const onHangUp = (): void => {
    process.kill(process.pid, 'SIGKILL'); // nobody is left to tell; the shell goes on
  };
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate).on('SIGHUP', onHangUp);
  try {
    const end = await runForeground(context, input, {
      onStarted: (shell) => {
        started = shell;
      },
      deliver: async ({ output }) => {
        if (!isJson) await writeOutput(output);
      },
    });
    if (end.kind === 'in-background') {
      const { shellId } = end.shell;
      process.stderr.write(`[${shellId} goes on in the background: claude output ${shellId}]\n`);
    } else {
      process.exitCode = end.shell.exitCode ?? 1;
      const note = describeEnd(end.shell);
      if (note !== undefined) process.stderr.write(`${note}\n`);
    }
    const { sessionId, shellId } = end.shell;
    const shell = `${sessionId}/${shellId}`;
    const all = { shell, mode: { kind: 'at', offset: 0 }, maxBytes: 30_000 } as const;
    const chunk = await readOutput(context, all, () => Promise.resolve());
    return { sessionId, ...toOutputJson(chunk) };
  } catch (error) {
    // As with `| head`: whoever read it wants no more.
    if (!(error instanceof OutputClosedError) || started === undefined) throw error;
    await endNow(context, started);
    process.exitCode = 141;
    throw error;
  } finally {
    await Promise.all(asked);
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate).off('SIGHUP', onHangUp);
  }
}

/** The command runs on, and so does what waits for it. */
function tellFailure(error: unknown): void {
  if (!(error instanceof ExpectedError)) throw error;
  process.stderr.write(`[${error.message} ${error.hint}]\n`);
}
