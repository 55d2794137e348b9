import { type Command, Config, Errors, handle, type Interfaces } from '@oclif/core';
import packageJson from '../../package.json' with { type: 'json' };

export const PACKAGE: Interfaces.PJSON = packageJson as Interfaces.PJSON;

/**
 * Runs one command to its end.
 *
 * @param id - Its oclif id.
 * @param argv - What follows its name.
 */
export async function runCommand(
  id: string,
  command: Command.Class,
  argv: readonly string[],
): Promise<void> {
  command.id = id;
  await command.run([...argv], new BareConfig({ root: '', pjson: PACKAGE }));
}

/**
 * Runs a command line to its end. A failure that the user can act on is printed
 * and ends the process with its exit code. A bug rejects, so that it ends the
 * process with its stack.
 */
export async function reportErrors(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Errors.CLIError)) throw error;
    await handle(error);
  }
}

/**
 * What a command asks of oclif's configuration while it runs, without what
 * oclif reads and looks for at each start: files, plugins, hooks, themes.
 */
class BareConfig extends Config {
  override bin = PACKAGE.oclif.bin ?? PACKAGE.name;
  override name = PACKAGE.name;
  override version = PACKAGE.version;
  override pjson = PACKAGE;

  override runHook(): Promise<Interfaces.Hook.Result<never>> {
    return Promise.resolve({ failures: [], successes: [] });
  }
}
