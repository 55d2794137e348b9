/**
 * The part of a command line printed by `ps -E` that is environment, given the
 * same line printed without `-E`: what a command was *told* about a variable
 * must not count as its own. `undefined` when the two do not belong together,
 * since the process ran another program in between.
 */
export function environmentPart(
  command: string,
  commandWithEnvironment: string,
): string | undefined {
  if (!`${commandWithEnvironment} `.startsWith(`${command} `)) return undefined;
  return commandWithEnvironment.slice(command.length).trim();
}

/**
 * Splits environment as `ps -E` prints it: variables with a space between
 * them, so a value with ` NAME=` in it cannot be told from two variables.
 */
export function parseEnvironment(environment: string): Map<string, string> {
  const variables = new Map<string, string>();
  for (const entry of environment.split(/ (?=[A-Za-z_]\w*=)/)) {
    const equals = entry.indexOf('=');
    if (equals < 1) continue;
    const name = entry.slice(0, equals);
    if (!variables.has(name)) variables.set(name, entry.slice(equals + 1));
  }
  return variables;
}
