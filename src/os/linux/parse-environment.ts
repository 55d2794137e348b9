const NUL = 0;

/**
 * Splits the bytes of `/proc/PID/environ`, proc_pid_environ(5), into variables.
 * Of a name that occurs twice the first counts, as for getenv(3); what has no
 * `=` is no variable.
 */
export function parseEnvironment(bytes: Buffer): Map<string, string> {
  const variables = new Map<string, string>();
  for (const entry of bytes.toString('utf8').split('\0')) {
    const equals = entry.indexOf('=');
    if (equals < 1) continue;
    const name = entry.slice(0, equals);
    if (!variables.has(name)) variables.set(name, entry.slice(equals + 1));
  }
  return variables;
}

/**
 * The value of a variable in the bytes of `/proc/PID/environ`.
 *
 * @param start - Its name and `=`.
 */
export function valueOf(bytes: Buffer, start: Buffer): string | undefined {
  for (let at = bytes.indexOf(start); at !== -1; at = bytes.indexOf(start, at + 1)) {
    if (at > 0 && bytes[at - 1] !== NUL) continue;
    const end = bytes.indexOf(NUL, at);
    return bytes.toString('utf8', at + start.length, end === -1 ? bytes.length : end);
  }
  return undefined;
}
