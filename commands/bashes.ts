import { Flags } from '@oclif/core';
import { BaseCommand, sessionFlag } from '../src/cli/base-command.js';
import { renderShells } from '../src/cli/render-shells.js';
import type { ShellView } from '../src/domain/shell-view.js';
import { listShells } from '../src/operations/list-shells.js';

export default class Bashes extends BaseCommand {
  static override summary = 'List the background shells of the session, running ones first.';
  static override examples = [
    '<%= config.bin %> bashes',
    '<%= config.bin %> bashes --all --running --json',
    '<%= config.bin %> bashes --watch',
  ];
  static override flags = {
    ...sessionFlag,
    all: Flags.boolean({ default: false, description: 'Of every session.' }),
    running: Flags.boolean({ default: false, description: 'Only those that run.' }),
    watch: Flags.boolean({
      default: false,
      description:
        'Keep the list up to date until Ctrl-C; with --json, one a line for each change.',
    }),
  };

  async run(): Promise<readonly ShellView[] | undefined> {
    const { flags } = await this.parse(Bashes);
    const context = this.openContext(flags.session);
    const selection = { all: flags.all, runningOnly: flags.running };
    if (flags.watch) {
      const { watchShells } = await import('../src/cli/watch-shells.js');
      await watchShells(context, selection, { asJson: this.jsonEnabled() });
      return undefined;
    }
    const listed = await listShells(context, selection);
    for (const notice of listed.notices) this.notice(notice);
    const width = process.stdout.isTTY ? process.stdout.columns : Infinity;
    if (!this.jsonEnabled())
      await this.print(
        await renderShells(listed, { now: Date.now(), width, withSession: flags.all }),
      );
    return listed.shells;
  }
}
