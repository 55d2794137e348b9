import type { EnvironmentChanges } from './manifest.js';

/** What shells and this program set anew for each command. */
const OWN = /^(PWD|OLDPWD|SHLVL|_|CLAUDE_SHELL_.*|CLAUDE_SESSION_ID|SHIM_.*)$/;

const SECRET =
  /TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIAL|AUTH|COOKIE/i;

/** Whether a variable's name says that its value should not be written down. */
export function looksSecret(name: string): boolean {
  return SECRET.test(name);
}

/** What a command has done to its environment, `cd` and our own variables left out. */
export function compareEnvironments(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): EnvironmentChanges {
  const set = Object.entries(after).filter(
    ([name, value]) => !OWN.test(name) && before[name] !== value,
  );
  const unset = Object.keys(before).filter((name) => !OWN.test(name) && !(name in after));
  return { set: Object.fromEntries(set), unset };
}

/** A session's changes, and then those of its latest command. */
export function addChanges(
  earlier: EnvironmentChanges,
  latest: EnvironmentChanges,
): EnvironmentChanges {
  const set = Object.entries({ ...earlier.set, ...latest.set }).filter(
    ([name]) => !latest.unset.includes(name),
  );
  const unset = [...new Set([...earlier.unset, ...latest.unset])].filter(
    (name) => !(name in latest.set),
  );
  return { ...earlier, set: Object.fromEntries(set), unset };
}

/** The changes that may be written down, and the others. */
export function splitSecrets(changes: EnvironmentChanges): {
  readonly plain: EnvironmentChanges;
  readonly secret: Readonly<Record<string, string>>;
} {
  const entries = Object.entries(changes.set);
  return {
    plain: {
      set: Object.fromEntries(entries.filter(([name]) => !looksSecret(name))),
      unset: changes.unset,
    },
    secret: Object.fromEntries(entries.filter(([name]) => looksSecret(name))),
  };
}
