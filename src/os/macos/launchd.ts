import { homedir } from 'node:os';
import { join } from 'node:path';
import { askServiceManager, runServiceCommand } from '../run-service-command.js';
import type { ServiceManager } from '../service-manager-contract.js';

const LABEL = 'claude-sessions.supervisor';

/** The launchd of the current user, launchctl(1). */
export function createLaunchd(): ServiceManager {
  const file = join(homedir(), 'Library', 'LaunchAgents', `${LABEL}.plist`);
  const isLoaded = async (): Promise<boolean> =>
    (await askServiceManager(['launchctl', 'print', `${await domain()}/${LABEL}`]))?.exitCode === 0;
  const bootOut = async (): Promise<string> =>
    runServiceCommand(['launchctl', 'bootout', `${await domain()}/${LABEL}`]);
  return {
    kind: 'launchd',
    name: LABEL,
    file,
    whyUnusable: async () => {
      const answer = await askServiceManager(['launchctl', 'print', await domain()]);
      if (answer === undefined) return 'there is no launchctl on this machine.';
      return answer.exitCode === 0 ? undefined : 'launchd does not answer to this user.';
    },
    isEnabled: isLoaded,
    enable: async (wasEnabled) => [
      ...(wasEnabled ? [await bootOut()] : []), // it reads the file of a loaded service no more
      await runServiceCommand(['launchctl', 'bootstrap', await domain(), file]),
    ],
    disable: async () => [await bootOut()],
    forget: () => Promise.resolve([]),
  };
}

/** The user's own domain: with the graphical session where there is one, not so over ssh. */
async function domain(): Promise<string> {
  const uid = process.getuid?.() ?? 0;
  const graphical = await askServiceManager(['launchctl', 'print', `gui/${uid}`]);
  return `${graphical?.exitCode === 0 ? 'gui' : 'user'}/${uid}`;
}
