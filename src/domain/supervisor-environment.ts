/** What the supervisor and its guard keep of the environment that they were started from. */
const KEPT = /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_.*|TZ|TMPDIR|XDG_.*|CLAUDE_SESSIONS_.*)$/;

/**
 * The supervisor outlives whoever started it and serves others: it keeps no
 * secrets of the first caller, and no mark of a shell that it was started from.
 */
export function supervisorEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && KEPT.test(name)) kept[name] = value;
  }
  return kept;
}
