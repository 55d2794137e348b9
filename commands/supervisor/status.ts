import { BaseCommand } from '../../src/cli/base-command.js';
import { renderSupervisor } from '../../src/cli/render-supervisor.js';
import { supervisorStatus } from '../../src/operations/control-supervisor.js';
import type { SupervisorStatus } from '../../src/protocol/requests.js';

export default class Status extends BaseCommand {
  static override summary = 'Tell whether the supervisor runs. Starts none.';
  static override examples = ['<%= config.bin %> supervisor status --json'];

  async run(): Promise<SupervisorStatus> {
    await this.parse(Status);
    const status = await supervisorStatus(this.openContext());
    await this.print(renderSupervisor(status));
    return status;
  }
}
