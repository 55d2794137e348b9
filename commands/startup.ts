import { Flags } from '@oclif/core';
import { BaseCommand } from '../src/cli/base-command.js';
import { renderStartup } from '../src/cli/render-startup.js';
import type { StartupResult } from '../src/domain/startup.js';
import { installStartup } from '../src/operations/install-startup.js';
import { removeStartup } from '../src/operations/remove-startup.js';

export default class Startup extends BaseCommand {
  static override summary = 'Have the supervisor started after a restart of the machine.';
  static override description =
    'Installs a service of this user (systemd or launchd). Shells with a restart policy then run again under the same ids; "claude restart" brings back the others.';
  static override examples = ['<%= config.bin %> startup', '<%= config.bin %> startup --remove'];
  static override flags = {
    remove: Flags.boolean({ default: false, description: 'Take the service out again.' }),
  };

  async run(): Promise<StartupResult> {
    const { flags } = await this.parse(Startup);
    const context = this.openContext();
    const result = flags.remove ? await removeStartup(context) : await installStartup(context);
    await this.print(renderStartup(result));
    return result;
  }
}
