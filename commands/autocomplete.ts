import { Args } from '@oclif/core';
import { BaseCommand } from '../src/cli/base-command.js';
import { COMPLETED_SHELLS, HOW_TO_INSTALL } from '../src/domain/completion-script.js';
import {
  type CompletionScript,
  makeCompletionScript,
} from '../src/operations/make-completion-script.js';

export default class Autocomplete extends BaseCommand {
  static override summary =
    'Print what has a shell complete commands, flags, shell ids and session ids.';
  static override description =
    'Standard output is a script for the shell to read at its start. Where another program is called claude, only claude-sessions is completed.';
  static override examples = [
    'eval "$(<%= config.bin %> autocomplete bash)"',
    '<%= config.bin %> autocomplete fish | source',
  ];
  static override args = {
    shell: Args.string({
      description: 'bash, zsh or fish. Default: what $SHELL names.',
      options: [...COMPLETED_SHELLS],
    }),
  };

  async run(): Promise<CompletionScript> {
    const { args } = await this.parse(Autocomplete);
    const result = makeCompletionScript(args.shell);
    await this.print(result.script.trimEnd());
    if (process.stdout.isTTY && !this.jsonEnabled()) this.notice(HOW_TO_INSTALL[result.shell]);
    return result;
  }
}
