import type { StartupResult } from '../domain/startup.js';

/** What was done, a line each; then what only the user can do. */
export function renderStartup({ installed, manager, steps, advice, file }: StartupResult): string {
  const done = steps.map(({ action, target }) => `${action.padEnd(9)}${target}`);
  const nothing = installed ? `Nothing to change: ${file} is in place.` : 'Nothing was installed.';
  const lines = done.length > 0 ? done : [nothing];
  if (installed) lines.push(PROMISE[manager]);
  else if (done.length > 0) lines.push('The supervisor is not started at boot any more.');
  for (const { message, command } of advice) lines.push('', message, `  ${command}`);
  return lines.join('\n');
}

const PROMISE = {
  systemd:
    'After a restart of the machine the supervisor starts, and shells with a restart policy run again.',
  launchd:
    'When you log in after a restart of the machine, the supervisor starts, and shells with a restart policy run again.',
};
