import type { Command } from '@oclif/core';

export interface CommandModule {
  readonly default: Command.Class;
}

/**
 * Every command, by its oclif id (`supervisor:status` is `claude supervisor status`).
 *
 * A command's file is evaluated when that command runs, or when help lists it,
 * and with it all that the file imports. So a command imports what it needs at
 * its top, and only what few of its runs need is imported within `run()`.
 */
export const COMMAND_MODULES: Readonly<Record<string, () => Promise<CommandModule>>> = {
  autocomplete: () => import('../../commands/autocomplete.js'),
  bash: () => import('../../commands/bash.js'),
  bashes: () => import('../../commands/bashes.js'),
  doctor: () => import('../../commands/doctor.js'),
  inspect: () => import('../../commands/inspect.js'),
  kill: () => import('../../commands/kill.js'),
  monit: () => import('../../commands/monit.js'),
  output: () => import('../../commands/output.js'),
  send: () => import('../../commands/send.js'),
  restart: () => import('../../commands/restart.js'),
  startup: () => import('../../commands/startup.js'),
  'supervisor:logs': () => import('../../commands/supervisor/logs.js'),
  'supervisor:start': () => import('../../commands/supervisor/start.js'),
  'supervisor:status': () => import('../../commands/supervisor/status.js'),
  'supervisor:stop': () => import('../../commands/supervisor/stop.js'),
  wait: () => import('../../commands/wait.js'),
};
