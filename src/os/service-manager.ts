import { createSystemdUser } from './linux/systemd-user.js';
import { createLaunchd } from './macos/launchd.js';
import type { ServiceManager } from './service-manager-contract.js';

export type { ServiceManager } from './service-manager-contract.js';

/** The one that a system comes with, whether it runs or not. @param system - As `process.platform` names it. */
export function serviceManagerOf(system: NodeJS.Platform): ServiceManager {
  return system === 'darwin' ? createLaunchd() : createSystemdUser();
}
