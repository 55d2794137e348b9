import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { World } from './world.js';

/** Programs that stand in for those of the machine, early on a PATH of their own. */
export class FakePrograms {
  readonly #folder: string;
  readonly env: Readonly<Record<string, string>>;

  constructor(world: World) {
    const root = dirname(world.home);
    this.#folder = join(root, 'fake');
    mkdirSync(this.#folder, { recursive: true });
    this.env = { PATH: `${this.#folder}:${world.env['PATH'] ?? ''}`, FAKE: this.#folder };
  }

  /** @param script - In sh; `$FAKE` is a folder for what it has to remember. */
  add(name: string, script: string): this {
    const path = join(this.#folder, name);
    writeFileSync(path, `#!/bin/sh\necho "${name} $*" >>"$FAKE/calls"\n${script}\n`);
    chmodSync(path, 0o755);
    return this;
  }

  /** The command lines that were run, oldest first, since the last time it was asked. */
  takeCalls(): string[] {
    const path = join(this.#folder, 'calls');
    if (!existsSync(path)) return [];
    const calls = readFileSync(path, 'utf8').trim().split('\n');
    writeFileSync(path, '');
    return calls.filter((call) => call !== '');
  }
}

/** A systemd of the user: knows one unit, and enables it with a link as the real one does. */
export const SYSTEMCTL = `
[ "$1" = --user ] || exit 1
wants=\${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user/default.target.wants
case $2 in
  is-enabled) [ -L "$wants/$3" ] && echo enabled || { echo disabled; exit 1; } ;;
  enable) mkdir -p "$wants" && ln -sf "../$3" "$wants/$3" ;;
  disable) rm -f "$wants/$3" && rmdir "$wants" ;;
esac
`;

/** logind, of a user who lingers or not: the file `lingers` says. */
export const LOGINCTL = `if [ -e "$FAKE/lingers" ]; then echo Linger=yes; else echo Linger=no; fi`;

/** launchd: a service is loaded while the file `loaded` is there; there is no graphical session. */
export const LAUNCHCTL = `
case "$1 $2" in
  "print gui/"*) exit 113 ;;
  "print user/"*/*) [ -e "$FAKE/loaded" ] || exit 113 ;;
  "print "*) ;;
  "bootstrap "*) [ -e "$FAKE/loaded" ] && exit 5; : >"$FAKE/loaded" ;;
  "bootout "*) rm "$FAKE/loaded" ;;
esac
`;
