import { Args } from '@oclif/core';
import { BaseCommand, sessionFlag } from '../src/cli/base-command.js';
import { renderInspected } from '../src/cli/render-inspected.js';
import { inspectShell } from '../src/operations/inspect-shell.js';
import type { InspectedShell } from '../src/protocol/requests.js';

export default class Inspect extends BaseCommand {
  static override summary = 'Show everything that is known about one shell.';
  static override examples = [
    '<%= config.bin %> inspect bash_1',
    '<%= config.bin %> inspect bash_1 --json',
  ];
  static override args = {
    shell: Args.string({ description: 'bash_3, or SESSION/bash_3.', required: true }),
  };
  static override flags = sessionFlag;

  async run(): Promise<InspectedShell> {
    const { args, flags } = await this.parse(Inspect);
    const shell = await inspectShell(this.openContext(flags.session), args.shell);
    await this.print(renderInspected(shell));
    return shell;
  }
}
