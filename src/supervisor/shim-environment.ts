import type { SessionId } from '../domain/ids.js';
import { reportingOnExit } from '../domain/report-on-exit.js';
import type { Shell } from '../domain/shell.js';
import type { Surroundings } from '../protocol/requests.js';
import { inputPath, type Locations } from '../store/locations.js';
import { SHELL_VARIABLE, SHIM_VARIABLE } from './process-snapshot.js';

/** Where the shim finds `sh`, `cat` and `mv`, whatever the command's own PATH is. */
const SYSTEM_PATH = '/usr/bin:/bin:/usr/sbin:/sbin';

/**
 * The environment to start a shim with: what the command is to have, and what
 * `templates/shim.sh` wants for itself and takes out again.
 */
export function shimEnvironment(
  locations: Locations,
  sessionId: SessionId,
  shell: Shell,
  { environment, umask }: Surroundings,
  report?: string,
): Record<string, string> {
  const { command, interpreter, input } = shell;
  const { PATH: path, ...others } = environment;
  const entries = Object.entries({
    ...others,
    PWD: shell.cwd,
    CLAUDE_SESSION_ID: sessionId,
    CLAUDE_SHELL_ID: shell.id,
    [SHELL_VARIABLE]: shell.uid,
  });
  // `sh` drops variables that it could not name, such as bash's exported functions.
  const odd = entries.filter(([name]) => !isShellName(name));
  return {
    ...Object.fromEntries(entries.filter(([name]) => isShellName(name))),
    ...Object.fromEntries(
      odd.map(([name, value], index) => [`SHIM_ODD_${index + 1}`, `${name}=${value}`]),
    ),
    [SHIM_VARIABLE]: shell.uid,
    SHIM_INTERPRETER: interpreter,
    SHIM_COMMAND: commandFor(command, interpreter, report),
    ...(input === undefined ? {} : { SHIM_STDIN: inputPath(locations, sessionId, shell.id) }),
    ...(input === 'tty' ? { SHIM_TTY: '1' } : {}),
    SHIM_UMASK: umask.toString(8).padStart(4, '0'),
    ...(path === undefined ? {} : { SHIM_PATH: path }),
    PATH: path === undefined ? SYSTEM_PATH : `${SYSTEM_PATH}:${path}`,
  };
}

function commandFor(command: string, interpreter: string, report: string | undefined): string {
  if (report !== undefined) return reportingOnExit(command, interpreter, report);
  // An interpreter would take a command that begins with a dash for an option.
  return command.startsWith('-') ? ` ${command}` : command;
}

function isShellName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}
