import type { LogoutRules } from '../logout.js';
import { type Finding, ok, warning } from './finding.js';

const ID = 'lingering';

/** @param isInstalled - The service of `claude startup` is there. */
export function judgeLingering(
  { lingers, killsUserProcesses }: LogoutRules,
  isInstalled: boolean,
): Finding {
  if (lingers === undefined) return ok(ID, 'No logind here: logging out ends nothing.');
  const kills = killsUserProcesses ? 'KillUserProcesses=yes' : 'KillUserProcesses=no';
  if (lingers) {
    if (!killsUserProcesses || isInstalled) return ok(ID, `Lingering is on, ${kills}.`);
    return warning(
      ID,
      'Logging out ends what was started from a terminal (KillUserProcesses=yes).',
      'Run: claude startup',
    );
  }
  if (killsUserProcesses)
    return warning(
      ID,
      'Logging out ends every shell (KillUserProcesses=yes, and lingering is off).',
      'Run: loginctl enable-linger && claude startup',
    );
  if (isInstalled)
    return warning(
      ID,
      'Without lingering the service starts only when you log in, and ends with its shells when you log out.',
      'Run: loginctl enable-linger',
    );
  return ok(ID, 'Lingering is off, and not needed: logging out ends nothing of a terminal.');
}
