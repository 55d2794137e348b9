import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The folder of the files that are used as they are: `templates/` of the
 * package.
 */
const FOLDER = join(import.meta.dirname, '..', '..', 'templates');

export function shimScript(): string {
  return join(FOLDER, 'shim.sh');
}

export function guardScript(): string {
  return join(FOLDER, 'guard.sh');
}

/** The text of a template for `renderTemplate`, such as `systemd.service`. */
export function readTemplate(name: string): string {
  return readFileSync(join(FOLDER, `${name}.template`), 'utf8');
}

/** The program that `templates/guard.sh` starts again, to be run with Node. */
export function supervisorProgram(): string {
  return join(FOLDER, '..', 'bin', 'supervisor.cjs');
}

/** For Node, when it runs the supervisor: short-lived garbage is collected early rather than kept. */
export const SUPERVISOR_NODE_FLAGS: readonly string[] = [
  '--max-semi-space-size=1',
  '--optimize-for-size',
];

/** The program itself, as `claude` on the PATH leads to it. */
export function claudeProgram(): string {
  return join(FOLDER, '..', 'bin', 'claude.cjs');
}
