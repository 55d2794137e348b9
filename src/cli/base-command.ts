import { Command, Errors, Flags } from '@oclif/core';
import { ExpectedError } from '../domain/errors.js';
import { exitCodeFor } from '../domain/exit-codes.js';
import { type Context, createContext } from '../operations/context.js';
import { OutputClosedError, writeOutput } from './write-output.js';

/** For every command that means a session. */
export const sessionFlag = {
  session: Flags.string({
    description:
      'Id of the session. Default: $CLAUDE_SESSION_ID, else the latest of this directory.',
    helpValue: 'ID',
  }),
};

/** Gives every command the same way to the supervisor, the same JSON and the same errors. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;

  #context: Context | undefined;

  protected openContext(sessionId?: string): Context {
    return (this.#context ??= createContext(sessionId));
  }

  /** The answer, for a person. Nothing with `--json`: what `run` returns is printed then. */
  protected async print(text: string | (() => string)): Promise<void> {
    if (this.jsonEnabled()) return;
    const rendered = typeof text === 'string' ? text : text();
    if (rendered !== '') await writeOutput(`${rendered}\n`);
  }

  /** As oclif does, without its colours, which take as long to load as the rest of a command. */
  protected override logJson(json: unknown): void {
    process.stdout.write(`${JSON.stringify(json, undefined, 2)}\n`);
  }

  /** Everything that is not the answer. */
  protected notice(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  protected override async catch(error: Error & { exitCode?: number }): Promise<unknown> {
    if (error instanceof OutputClosedError) return undefined; // there is nobody left to tell
    if (!(error instanceof ExpectedError)) {
      // Where oclif prints JSON, it forgets the exit code of wrong usage.
      if (error instanceof Errors.CLIError) process.exitCode = error.oclif.exit;
      return super.catch(error);
    }
    const exit = exitCodeFor(error.code);
    process.exitCode = exit;
    const { message, code, hint } = error;
    return super.catch(new Errors.CLIError(message, { code, suggestions: [hint], exit }));
  }

  protected override toErrorJson(error: unknown): unknown {
    if (!(error instanceof Errors.CLIError)) return { error: describeBug(error) };
    const { code = 'WRONG_USAGE', message, suggestions } = error;
    const hint = suggestions?.[0] ?? 'See --help for what this command takes.';
    return { error: { code, message, hint } };
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.#context?.supervisor.close();
    await super.finally(error);
  }
}

function describeBug(error: unknown): { code: string; message: string; hint: string } {
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'INTERNAL_ERROR', message, hint: 'Report it, with the command that led to it.' };
}
