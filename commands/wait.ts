import { Args, Flags } from '@oclif/core';
import { BaseCommand, sessionFlag } from '../src/cli/base-command.js';
import { durationFlag } from '../src/cli/flags.js';
import { renderStatus } from '../src/cli/render-status.js';
import { InvalidInputError } from '../src/domain/errors.js';
import { TIME_LIMIT } from '../src/domain/exit-codes.js';
import type { ShellView } from '../src/domain/shell-view.js';
import { isLive } from '../src/domain/shell-state.js';
import { waitShells } from '../src/operations/wait-shells.js';

export default class Wait extends BaseCommand {
  static override summary = 'Wait until shells have ended.';
  static override description =
    'Exits as the first that failed did, else with 0; 124 when the time runs out.';
  static override examples = [
    '<%= config.bin %> wait bash_2',
    '<%= config.bin %> wait bash_1 bash_2 --any --timeout 5m',
  ];
  static override strict = false;
  static override args = {
    shell: Args.string({ description: 'bash_3, or SESSION/bash_3; several.' }),
  };
  static override flags = {
    ...sessionFlag,
    any: Flags.boolean({ default: false, description: 'The first end is enough.' }),
    timeout: durationFlag({ description: 'Wait no longer than this.' }),
  };

  async run(): Promise<readonly ShellView[]> {
    const { argv, flags } = await this.parse(Wait);
    if (argv.length === 0)
      throw new InvalidInputError('No shell is named.', 'Name the shells to wait for.');
    const { shells, timedOut } = await waitShells(this.openContext(flags.session), {
      shells: argv as string[],
      any: flags.any,
      timeoutMs: flags.timeout,
    });
    for (const shell of shells) await this.print(`${shell.shellId}  ${renderStatus(shell)}`);
    process.exitCode = timedOut ? TIME_LIMIT : exitCodeOf(shells);
    return shells;
  }
}

/** A shell that was lost, or killed before it had an exit code, did not succeed. */
function exitCodeOf(shells: readonly ShellView[]): number {
  const failed = shells
    .filter((shell) => !isLive(shell) && shell.exitCode !== 0)
    .sort((a, b) => (a.endTime ?? '').localeCompare(b.endTime ?? ''));
  return failed[0] === undefined ? 0 : (failed[0].exitCode ?? 1);
}
