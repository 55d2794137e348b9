import { Args, Flags } from '@oclif/core';
import { BaseCommand, sessionFlag } from '../src/cli/base-command.js';
import { nameFlag, outputCapFlag, parseAssignments } from '../src/cli/flags.js';
import { splitCommandLine } from '../src/cli/split-command-line.js';
import { InvalidInputError } from '../src/domain/errors.js';
import { startShell } from '../src/operations/start-shell.js';
import type { StartedShell } from '../src/protocol/requests.js';

export default class Bash extends BaseCommand {
  static override summary = 'Run a command in a background shell that outlives this terminal.';
  static override description =
    'One argument is a shell command line; several are passed on as they were typed. The session is made where there is none.';
  static override usage = 'bash -b [FLAGS] [--] COMMAND…';
  static override examples = [
    '<%= config.bin %> bash -b "npm run dev"',
    '<%= config.bin %> bash -b --name web python3 -m http.server 8080',
    '<%= config.bin %> bash -b --env PORT=3000 --cwd server -- npm start',
  ];
  static override strict = false;
  static override args = { command: Args.string({ description: 'What to run.' }) };
  static override flags = {
    ...sessionFlag,
    background: Flags.boolean({
      default: false,
      char: 'b',
      description: 'Run it in the background.',
    }),
    name: nameFlag({ description: 'Shown in listings.' }),
    cwd: Flags.string({
      description: 'Where it runs. Default: where the session is.',
      helpValue: 'DIR',
    }),
    env: Flags.string({
      description: 'Set a variable for it.',
      helpValue: 'K=V',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'max-output': outputCapFlag({
      description: 'Output to keep; the oldest is dropped. Default: 64MB.',
    }),
  };

  async run(): Promise<StartedShell> {
    this.argv = splitCommandLine(this.argv, Bash.flags);
    const { flags } = await this.parse(Bash);
    // Not the words that oclif gives: it moves one that occurs twice to where it occurs first.
    const end = this.argv.indexOf('--');
    const words = end === -1 ? [] : this.argv.slice(end + 1);
    if (!flags.background) {
      throw new InvalidInputError(
        'Commands run in the background only, so far.',
        'Add -b, then read its output with "claude output".',
      );
    }
    const shell = await startShell(this.openContext(flags.session), {
      words,
      name: flags.name,
      cwd: flags.cwd,
      set: parseAssignments(flags.env ?? []),
      maxOutputBytes: flags['max-output'],
    });
    await this.print(`${shell.shellId}  ${shell.status}, pid ${shell.pid ?? '?'}`);
    return shell;
  }
}
