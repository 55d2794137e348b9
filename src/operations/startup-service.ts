import { resolve } from 'node:path';
import { renderServiceFile } from '../domain/service-file.js';
import { serviceEnvironment } from '../domain/service-environment.js';
import { lastingNode } from '../os/lasting-node.js';
import type { ServiceManager } from '../os/service-manager.js';
import type { Locations } from '../store/locations.js';
import { readTemplate, SUPERVISOR_NODE_FLAGS, supervisorProgram } from '../store/templates.js';

/** What the service's file has to be for the state that this process uses. */
export function wantedServiceFile(locations: Locations, { kind, name }: ServiceManager): string {
  const home = process.env['CLAUDE_SESSIONS_HOME'] ?? '';
  const environment = serviceEnvironment(process.env, {
    home: home === '' ? undefined : resolve(home),
    usesTemporaryDirectory: !locations.runtime.startsWith(locations.state),
  });
  const template = readTemplate(kind === 'systemd' ? 'systemd.service' : 'launchd.plist');
  return renderServiceFile(kind, template, {
    name,
    node: lastingNode(),
    nodeFlags: SUPERVISOR_NODE_FLAGS,
    program: supervisorProgram(),
    environment,
  });
}
