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
  protected async print(text: string): Promise<void> {
    if (!this.jsonEnabled() && text !== '') await writeOutput(`${text}\n`);
  }

  /** Everything that is not the answer. */
  protected notice(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  protected override async catch(error: Error & { exitCode?: number }): Promise<unknown> {
    if (error instanceof OutputClosedError) return undefined; // there is nobody left to tell
    const expected = await this.#toExpected(error);
    if (expected === undefined) return super.catch(error);
    const { message, code, hint } = expected;
    const exit = exitCodeFor(code);
    process.exitCode = exit;
    return super.catch(new Errors.CLIError(message, { code, suggestions: [hint], exit }));
  }

  /** What a user can act on; `undefined` for a bug. */
  async #toExpected(error: Error): Promise<ExpectedError | undefined> {
    const isMisread = error instanceof Errors.CLIError;
    if (!isMisread && !(error instanceof ExpectedError)) return undefined;
    const { describeBadUsage, unwrapRefusal } = await import('./bad-usage.js');
    return isMisread ? describeBadUsage(error, this.ctor) : unwrapRefusal(error);
  }

  protected override toErrorJson(error: unknown): unknown {
    if (!(error instanceof Errors.CLIError)) return { error: describeBug(error) };
    const { code, message, suggestions } = error;
    return { error: { code, message, hint: suggestions?.[0] } };
  }

  /**
   * A failure is one line, so that it can follow documents of a line each; what goes on prints as it
   * goes. Without oclif's colours, which take as long to load as the rest of a command.
   */
  protected override logJson(json: unknown): void {
    if (json === undefined) return;
    const indent = isFailure(json) ? undefined : 2;
    process.stdout.write(`${JSON.stringify(json, undefined, indent)}\n`);
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.#context?.supervisor.close();
    await super.finally(error);
  }
}

function isFailure(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'error' in json;
}

function describeBug(error: unknown): { code: string; message: string; hint: string } {
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'INTERNAL_ERROR', message, hint: 'Report it, with the command that led to it.' };
}
