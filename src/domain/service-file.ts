import { renderTemplate } from './render-template.js';
import { isUnchanged, sealText } from './sealed-text.js';

/** The service that brings the supervisor back: what a user manager has to know of it. */
export interface Service {
  /** What the manager knows it by. */
  readonly name: string;
  /** Absolute path of Node. */
  readonly node: string;
  /** For Node, before the program. */
  readonly nodeFlags: readonly string[];
  /** Absolute path of the supervisor's program. */
  readonly program: string;
  /** What it cannot find its state without; a service is started with nearly nothing else. */
  readonly environment: Readonly<Record<string, string>>;
}

export type ServiceManagerKind = 'systemd' | 'launchd';

/** What is there, compared with what should be. */
export type ServiceFileState =
  | 'missing'
  | 'current'
  /** Ours and untouched, but for another program, Node or directory. */
  | 'outdated'
  /** Somebody has changed it, or it never was ours. */
  | 'edited';

export function judgeServiceFile(found: string | undefined, wanted: string): ServiceFileState {
  if (found === undefined) return 'missing';
  if (found === wanted) return 'current';
  return isUnchanged(found) ? 'outdated' : 'edited';
}

/** The text of the file, from a template of `templates/`. */
export function renderServiceFile(
  kind: ServiceManagerKind,
  template: string,
  service: Service,
): string {
  const values = kind === 'systemd' ? toUnitValues(service) : toPlistValues(service);
  return sealText((checksum) => renderTemplate(template, { ...values, checksum }));
}

/** systemd.service(5), "Command lines"; systemd.syntax(7), "Quoting". */
function toUnitValues({
  name,
  node,
  nodeFlags,
  program,
  environment,
}: Service): Record<string, string> {
  return {
    name,
    // A variable is not looked for in the path of the program itself, only in what follows it.
    node: quoteForUnit(node),
    nodeFlags: nodeFlags.map(quoteForUnit).join(' '),
    program: quoteForUnit(program).replaceAll('$', '$$$$'),
    environment: Object.entries(environment)
      .map(([variable, value]) => `Environment=${quoteForUnit(`${variable}=${value}`)}`)
      .join('\n'),
  };
}

/** One word of a unit file: no quote, escape, line or specifier (`%h`) can begin in it. */
function quoteForUnit(word: string): string {
  const escaped = word
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('%', '%%')
    .replaceAll('\n', '\\n');
  return `"${escaped}"`;
}

function toPlistValues({
  name,
  node,
  nodeFlags,
  program,
  environment,
}: Service): Record<string, string> {
  return {
    name: escapeForXml(name),
    node: escapeForXml(node),
    nodeFlags: nodeFlags.map((flag) => `    <string>${escapeForXml(flag)}</string>`).join('\n'),
    program: escapeForXml(program),
    environment: Object.entries(environment)
      .map(
        ([variable, value]) =>
          `    <key>${escapeForXml(variable)}</key>\n    <string>${escapeForXml(value)}</string>`,
      )
      .join('\n'),
  };
}

function escapeForXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
