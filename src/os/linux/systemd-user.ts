import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { askServiceManager, runServiceCommand } from '../run-service-command.js';
import type { ServiceManager } from '../service-manager-contract.js';

const UNIT = 'claude-sessions.service';

/** The systemd of the current user, systemd(1) with `--user`. */
export function createSystemdUser(): ServiceManager {
  return {
    kind: 'systemd',
    name: UNIT,
    file: join(configDirectory(), 'systemd', 'user', UNIT),
    whyUnusable: async () => {
      const answer = await askServiceManager(['systemctl', '--user', 'show', '--property=Version']);
      if (answer === undefined) return 'there is no systemctl on this machine.';
      if (answer.exitCode === 0) return undefined;
      return `the systemd of this user does not answer (${answer.stderr.trim().split('\n')[0] ?? ''}).`;
    },
    isEnabled: async () => {
      const answer = await askServiceManager(['systemctl', '--user', 'is-enabled', UNIT]);
      return answer?.stdout.trim() === 'enabled';
    },
    enable: async () => [
      await runServiceCommand(['systemctl', '--user', 'daemon-reload']),
      await runServiceCommand(['systemctl', '--user', 'enable', UNIT]),
    ],
    // Not `--now`: the supervisor that runs is no part of what was installed.
    disable: async () => [await runServiceCommand(['systemctl', '--user', 'disable', UNIT])],
    forget: async () => [await runServiceCommand(['systemctl', '--user', 'daemon-reload'])],
  };
}

/** systemd.unit(5), "User Unit Search Path": `$XDG_CONFIG_HOME`, else `~/.config`. */
function configDirectory(): string {
  const chosen = process.env['XDG_CONFIG_HOME'] ?? '';
  return isAbsolute(chosen) ? chosen : join(homedir(), '.config');
}
