import { Flags } from '@oclif/core';
import { BaseCommand, sessionFlag } from '../src/cli/base-command.js';
import { openMonit } from '../src/cli/monit/open-monit.js';
import { InvalidInputError } from '../src/domain/errors.js';

export default class Monit extends BaseCommand {
  static override summary = 'Watch shells live: state, load over time, output; kill and restart.';
  static override description =
    'Fills the terminal until q or Ctrl-C, and leaves it as it was. Never moves a read position.';
  static override examples = [
    '<%= config.bin %> monit',
    '<%= config.bin %> monit --all',
    '<%= config.bin %> monit --session project-main',
  ];
  static override flags = {
    ...sessionFlag,
    all: Flags.boolean({ default: false, description: 'Of every session.' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Monit);
    if (this.jsonEnabled() || !isOnTerminal()) {
      throw new InvalidInputError(
        'A live view needs a terminal, to draw on and to read keys from.',
        'Use "claude bashes --watch", which needs none.',
        'NOT_A_TERMINAL',
      );
    }
    await openMonit(this.openContext(flags.session), { all: flags.all });
  }
}

function isOnTerminal(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY && process.env['TERM'] !== 'dumb';
}
