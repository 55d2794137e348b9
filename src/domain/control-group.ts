/** What of systemd holds a process, and so may take it down. */
export type Host =
  /** Nothing that systemd looks after. */
  | { readonly kind: 'none' }
  /** A login: a terminal, a desktop, ssh, a multiplexer that was started there. */
  | { readonly kind: 'login-session'; readonly unit: string }
  /** The user's own systemd, or a unit of it that is no service. */
  | { readonly kind: 'user-manager'; readonly unit: string }
  | { readonly kind: 'user-service'; readonly unit: string }
  | { readonly kind: 'system-service'; readonly unit: string };

/**
 * Reads `/proc/<pid>/cgroup` (cgroups(7)): the line of systemd's own hierarchy.
 *
 * @returns The innermost unit that it names.
 */
export function parseHost(text: string): Host {
  const lines = text.split('\n').map((line) => line.split(':'));
  const own =
    lines.find(([, controllers]) => controllers === 'name=systemd') ??
    lines.find(([number, controllers]) => number === '0' && controllers === '');
  const names = (own?.slice(2).join(':') ?? '').split('/');
  const managed = names.findIndex((name) => /^user@\d+\.service$/.test(name));
  const units = names.filter((name) => /\.(service|scope)$/.test(name));
  const unit = units.at(-1);
  if (unit === undefined) return { kind: 'none' };
  if (managed !== -1) {
    const isService = unit.endsWith('.service') && names.indexOf(unit) > managed;
    return { kind: isService ? 'user-service' : 'user-manager', unit };
  }
  if (/^session-.+\.scope$/.test(unit)) return { kind: 'login-session', unit };
  return unit.endsWith('.service') ? { kind: 'system-service', unit } : { kind: 'none' };
}
