import { BaseCommand } from '../../src/cli/base-command.js';
import { renderSupervisor } from '../../src/cli/render-supervisor.js';
import { startSupervisor } from '../../src/operations/control-supervisor.js';
import type { SupervisorStatus } from '../../src/protocol/requests.js';

export default class Start extends BaseCommand {
  static override summary =
    'Start the supervisor if there is none. Every command does so when it needs one.';
  static override examples = ['<%= config.bin %> supervisor start'];

  async run(): Promise<SupervisorStatus> {
    await this.parse(Start);
    const status = await startSupervisor(this.openContext());
    await this.print(renderSupervisor(status));
    return status;
  }
}
