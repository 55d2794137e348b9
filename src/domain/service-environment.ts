/** What the place of the state can depend on (see `locate`). */
interface StateLocation {
  /** Absolute; `undefined` where the platform's own directories are used. */
  readonly home: string | undefined;
  /** The socket had to be put into the directory for temporary files. */
  readonly usesTemporaryDirectory: boolean;
}

/**
 * The variables that a service needs to find the state that the caller's
 * commands use. Nothing else is carried over: shells keep their own environment.
 */
export function serviceEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  { home, usesTemporaryDirectory }: StateLocation,
): Record<string, string> {
  const names = home === undefined ? ['XDG_CONFIG_HOME', 'XDG_DATA_HOME'] : [];
  if (usesTemporaryDirectory) names.push('TMPDIR');
  const carried: Record<string, string> = home === undefined ? {} : { CLAUDE_SESSIONS_HOME: home };
  for (const name of names) {
    const value = environment[name];
    if (value !== undefined && value !== '') carried[name] = value;
  }
  return carried;
}
