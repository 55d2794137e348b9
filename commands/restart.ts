import { Args } from '@oclif/core';
import { BaseCommand, sessionFlag } from '../src/cli/base-command.js';
import { durationFlag } from '../src/cli/flags.js';
import { InvalidInputError } from '../src/domain/errors.js';
import { restartShell } from '../src/operations/restart-shell.js';
import type { RestartedShell } from '../src/protocol/requests.js';

export default class Restart extends BaseCommand {
  static override summary =
    'Run the command of a shell again, under the same id and into the same log.';
  static override description =
    'It runs where it ran before, with the environment it had; where nobody knows that any more, with the one of this terminal.';
  static override examples = ['<%= config.bin %> restart bash_3'];
  static override strict = false;
  static override args = {
    shell: Args.string({ description: 'bash_3, or SESSION/bash_3; several.' }),
  };
  static override flags = {
    ...sessionFlag,
    grace: durationFlag({ description: 'Between SIGTERM and SIGKILL. Default: 5s.' }),
  };

  async run(): Promise<readonly RestartedShell[]> {
    const { argv, flags } = await this.parse(Restart);
    if (argv.length === 0)
      throw new InvalidInputError('No shell is named.', 'Name the shells to restart.');
    const context = this.openContext(flags.session);
    const restarted = await Promise.all(
      (argv as string[]).map((shell) => restartShell(context, { shell, graceMs: flags.grace })),
    );
    for (const shell of restarted) {
      await this.print(`${shell.shellId}  ${shell.status}, pid ${shell.pid ?? '?'}`);
      if (shell.environmentFrom === 'caller')
        this.notice(
          `[${shell.shellId} has the environment of this terminal: its own is not known any more]`,
        );
    }
    return restarted;
  }
}
