/** What becomes of a user's processes when the user logs out, as far as the machine tells. */
export interface LogoutRules {
  /** The user's systemd stays when the last login session ends. `undefined` where logind is not asked. */
  readonly lingers: boolean | undefined;
  /** logind ends what a login session leaves behind. */
  readonly killsUserProcesses: boolean;
}

/** Something that only the user can do, with the command for it. */
export interface Advice {
  readonly message: string;
  readonly command: string;
}

/** What to do so that shells live on after a logout, once the service is installed. */
export function adviseOnLogout({ lingers, killsUserProcesses }: LogoutRules): Advice[] {
  const advice: Advice[] = [];
  if (lingers === false) {
    advice.push({
      message:
        'Without lingering the service starts only when you log in, and ends with its shells when you log out.',
      command: 'loginctl enable-linger',
    });
  }
  if (killsUserProcesses) {
    advice.push({
      message:
        'Logging out ends what was started from a terminal (KillUserProcesses=yes in logind.conf). Let the service have the supervisor:',
      command: 'claude supervisor stop; systemctl --user start claude-sessions.service',
    });
  }
  return advice;
}

/**
 * Whether logind.conf(5) has what a user's sessions leave behind ended.
 *
 * @param files - Texts in the order in which systemd reads them: later ones win.
 */
export function killsUserProcesses(files: readonly string[], user: string): boolean {
  const settings = new Map<string, string>();
  for (const line of files.flatMap((text) => text.split('\n'))) {
    const match = /^\s*(Kill\w+)\s*=\s*(.*?)\s*$/.exec(line);
    if (match?.[1] !== undefined) settings.set(match[1], match[2] ?? '');
  }
  const words = (name: string, fallback: string): string[] =>
    (settings.get(name) ?? fallback).split(/\s+/).filter((word) => word !== '');
  const isOn = /^(yes|true|on|1|y|t)$/i.test(settings.get('KillUserProcesses') ?? 'no');
  const only = words('KillOnlyUsers', '');
  const isMeant = only.length === 0 || only.includes(user);
  return isOn && isMeant && !words('KillExcludeUsers', 'root').includes(user);
}
