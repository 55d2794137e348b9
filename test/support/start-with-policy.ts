import { randomUUID } from 'node:crypto';
import { SupervisorClient } from '../../src/client/supervisor-client.js';
import type { RestartRule } from '../../src/domain/run-policy.js';
import type { StartedShell } from '../../src/protocol/requests.js';
import { locate } from '../../src/store/locations.js';
import type { World } from './world.js';

/** Starts a command that the supervisor starts again by that rule. The world's supervisor has to run. */
export async function startWithPolicy(
  world: World,
  command: string,
  restart: RestartRule,
  environment: Readonly<Record<string, string>> = {},
): Promise<StartedShell> {
  const client = new SupervisorClient(locate(world.home));
  try {
    return await client.request('start-shell', {
      session: { directory: world.project },
      uid: randomUUID(),
      command,
      set: {},
      environment: { ...world.env, ...environment },
      umask: 0o022,
      policy: { restart, watch: [] },
    });
  } finally {
    client.close();
  }
}
