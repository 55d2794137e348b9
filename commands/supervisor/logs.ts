import { Flags } from '@oclif/core';
import { BaseCommand } from '../../src/cli/base-command.js';
import { supervisorLog } from '../../src/operations/control-supervisor.js';

export default class Logs extends BaseCommand {
  static override summary = "Print the supervisor's own log.";
  static override examples = ['<%= config.bin %> supervisor logs --lines 50'];
  static override flags = {
    lines: Flags.integer({ description: 'How many lines.', default: 100, min: 1, helpValue: 'N' }),
  };

  async run(): Promise<{ readonly lines: readonly string[] }> {
    const { flags } = await this.parse(Logs);
    const lines = supervisorLog(this.openContext(), flags.lines);
    await this.print(lines.join('\n'));
    return { lines };
  }
}
