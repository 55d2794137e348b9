import { NoServiceManagerError, ServiceEditedError } from '../domain/errors.js';
import { judgeServiceFile } from '../domain/service-file.js';
import type { StartupResult, StartupStep } from '../domain/startup.js';
import { type ServiceManager, serviceManagerOf } from '../os/service-manager.js';
import { readServiceFile, removeServiceFile } from '../store/service-file.js';
import type { Context } from './context.js';
import { wantedServiceFile } from './startup-service.js';

/**
 * Takes out what `installStartup` has put in, and nothing else. A supervisor
 * that runs, and its shells, go on.
 *
 * @throws {NoServiceManagerError}
 * @throws {ServiceEditedError} when the file is not as this program has written it.
 * @throws {ServiceFailedError}
 */
export async function removeStartup(
  { locations }: Pick<Context, 'locations'>,
  manager: ServiceManager = serviceManagerOf(process.platform),
): Promise<StartupResult> {
  const { kind, file } = manager;
  const nothing = { manager: kind, file, installed: false, steps: [], advice: [] };
  const state = judgeServiceFile(readServiceFile(file), wantedServiceFile(locations, manager));
  if (state === 'missing') return nothing;
  if (state === 'edited') {
    throw new ServiceEditedError(file, `If nothing in it is needed any more, delete ${file}.`);
  }
  const obstacle = await manager.whyUnusable();
  if (obstacle !== undefined) {
    const hint = `Run this again from a login of this user, or delete ${file}.`;
    throw new NoServiceManagerError(obstacle, hint);
  }
  const ran = (commands: readonly string[]): StartupStep[] =>
    commands.map((target) => ({ action: 'ran', target }));
  const disabled = (await manager.isEnabled()) ? await manager.disable() : [];
  removeServiceFile(file);
  const forgotten = await manager.forget();
  const steps: StartupStep[] = [
    ...ran(disabled),
    { action: 'removed', target: file },
    ...ran(forgotten),
  ];
  return { ...nothing, steps };
}
