import type { Host } from '../control-group.js';
import type { LogoutRules } from '../logout.js';
import { type Finding, nameSome, ok, warning } from './finding.js';

/** The supervisor or a shell, and what of systemd holds it. */
export interface Hosted {
  /** `the supervisor`, or `SESSION/bash_3`. */
  readonly who: string;
  readonly host: Host;
  /** Of a service: what systemd.kill(5) has it do to the rest of its processes. */
  readonly killMode?: string | undefined;
}

const ID = 'surroundings';
/** With these, stopping a service leaves alone what is not its main process. */
const SPARING = ['process', 'none'];

/** Whether something that ends, as a login, would take the supervisor and its shells down. */
export function judgeHosts(hosted: readonly Hosted[], rules: LogoutRules): Finding {
  const atStop = hosted.filter(endsWithService);
  const [first] = atStop;
  if (first !== undefined)
    return warning(
      ID,
      `Stopping ${unitOf(first.host)} ends ${nameSome(names(atStop))} (KillMode=${first.killMode ?? ''}).`,
      'Run "claude supervisor stop", then "claude supervisor start" from a terminal; restart the shells there.',
    );
  const atLogout = hosted.filter(({ host }) => endsAtLogout(host, rules));
  if (atLogout.length > 0)
    return warning(
      ID,
      `Logging out ends ${nameSome(names(atLogout))}.`,
      rules.lingers === true
        ? 'Run: claude startup; claude supervisor stop; systemctl --user start claude-sessions.service'
        : 'Run: loginctl enable-linger',
    );
  if (hosted.length === 0) return ok(ID, 'Nothing runs.');
  return ok(ID, 'Nothing that is going to end would take the supervisor or its shells down.');
}

function endsWithService({ host, killMode }: Hosted): boolean {
  const isService = host.kind === 'user-service' || host.kind === 'system-service';
  return isService && killMode !== undefined && !SPARING.includes(killMode);
}

function endsAtLogout({ kind }: Host, { lingers, killsUserProcesses }: LogoutRules): boolean {
  switch (kind) {
    case 'login-session':
      return killsUserProcesses;
    case 'user-manager':
    case 'user-service':
      return lingers === false;
    case 'system-service':
    case 'none':
      return false;
  }
}

function names(hosted: readonly Hosted[]): string[] {
  return hosted.map(({ who }) => who);
}

function unitOf(host: Host): string {
  return 'unit' in host ? host.unit : '';
}
