import { quoteWord } from '../domain/command-line.js';
import { NoServiceManagerError, ServiceEditedError } from '../domain/errors.js';
import { type Advice, adviseOnLogout } from '../domain/logout.js';
import { judgeServiceFile } from '../domain/service-file.js';
import type { StartupResult, StartupStep } from '../domain/startup.js';
import { lastingNode } from '../os/lasting-node.js';
import { observeLogout } from '../os/linux/observe-logout.js';
import { type ServiceManager, serviceManagerOf } from '../os/service-manager.js';
import { readServiceFile, writeServiceFile } from '../store/service-file.js';
import { SUPERVISOR_NODE_FLAGS, supervisorProgram } from '../store/templates.js';
import type { Context } from './context.js';
import { wantedServiceFile } from './startup-service.js';

/**
 * Has the supervisor started when the machine has been restarted. Where that
 * is so already, changes nothing. A run that was cut off is gone on with.
 *
 * @throws {NoServiceManagerError}
 * @throws {ServiceEditedError} when the file is there, but not as this program has written it.
 * @throws {ServiceFailedError}
 */
export async function installStartup(
  { locations }: Pick<Context, 'locations'>,
  manager: ServiceManager = serviceManagerOf(process.platform),
): Promise<StartupResult> {
  const { kind, file } = manager;
  const obstacle = await manager.whyUnusable();
  if (obstacle !== undefined) throw new NoServiceManagerError(obstacle, cronHint());

  const wanted = wantedServiceFile(locations, manager);
  const state = judgeServiceFile(readServiceFile(file), wanted);
  if (state === 'edited') throw new ServiceEditedError(file, editedHint(manager));
  const steps: StartupStep[] = [];
  if (state !== 'current') {
    await writeServiceFile(file, wanted);
    steps.push({ action: state === 'missing' ? 'wrote' : 'replaced', target: file });
  }
  const wasEnabled = await manager.isEnabled();
  if (state !== 'current' || !wasEnabled) {
    const commands = await manager.enable(wasEnabled);
    steps.push(...commands.map((target) => ({ action: 'ran' as const, target })));
  }
  return { manager: kind, file, installed: true, steps, advice: await advise(manager) };
}

async function advise({ kind }: ServiceManager): Promise<readonly Advice[]> {
  return kind === 'systemd' ? adviseOnLogout(await observeLogout()) : [];
}

function cronHint(): string {
  const command = [lastingNode(), ...SUPERVISOR_NODE_FLAGS, supervisorProgram()]
    .map(quoteWord)
    .join(' ');
  const home = process.env['CLAUDE_SESSIONS_HOME'] ?? '';
  const assignment = home === '' ? '' : `CLAUDE_SESSIONS_HOME=${quoteWord(home)} `;
  return `Where cron runs, add this line with "crontab -e": @reboot ${assignment}${command}`;
}

function editedHint({ kind, file, name }: ServiceManager): string {
  const own =
    kind === 'systemd' ? `, with your changes in a drop-in ("systemctl --user edit ${name}")` : '';
  return `Move ${file} away and run this again${own}.`;
}
