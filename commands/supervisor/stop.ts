import { BaseCommand } from '../../src/cli/base-command.js';
import { stopSupervisor } from '../../src/operations/control-supervisor.js';

export default class Stop extends BaseCommand {
  static override summary =
    'End the supervisor. Every shell goes on, and the next command finds it.';
  static override examples = ['<%= config.bin %> supervisor stop'];

  async run(): Promise<{ readonly stopped: boolean }> {
    await this.parse(Stop);
    const stopped = await stopSupervisor(this.openContext());
    await this.print(
      stopped ? 'The supervisor has stopped; shells go on.' : 'There was no supervisor.',
    );
    return { stopped };
  }
}
