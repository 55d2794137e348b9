import { onTestFinished } from 'vitest';
import { SupervisorClient } from '../../src/client/supervisor-client.js';
import type { Context } from '../../src/operations/context.js';
import { type OutputChunk, readOutput, type ReadMode } from '../../src/operations/read-output.js';
import type { StartedShell } from '../../src/protocol/requests.js';
import { locate } from '../../src/store/locations.js';
import type { World } from './world.js';

/**
 * What an operation works with, in this very process: for tests that ask
 * hundreds of times. The world's supervisor has to run already.
 */
export function contextOf(world: World, { sessionId }: StartedShell): Context {
  const locations = locate(world.home);
  const supervisor = new SupervisorClient(locations);
  onTestFinished(() => {
    supervisor.close();
  });
  return {
    supervisor,
    locations,
    session: { sessionId, directory: world.project },
    surroundings: { environment: {}, umask: 0o022 },
  };
}

/** Reads once; `'new'` by default. */
export async function readOnce(
  context: Context,
  { shellId: shell }: StartedShell,
  maxBytes: number,
  { mode = { kind: 'new' }, filter }: { mode?: ReadMode; filter?: RegExp } = {},
): Promise<OutputChunk> {
  return readOutput(context, { shell, mode, filter, maxBytes }, () => Promise.resolve());
}

/** Reads on until there is nothing more now. */
export async function readAll(
  context: Context,
  shell: StartedShell,
  maxBytes: number,
  options: { mode?: ReadMode; filter?: RegExp } = {},
): Promise<OutputChunk[]> {
  const chunks = [await readOnce(context, shell, maxBytes, options)];
  while (chunks.at(-1)?.more === true) {
    const { mode, ...rest } = options;
    const next =
      mode?.kind === 'at' ? { kind: 'at' as const, offset: chunks.at(-1)?.to ?? 0 } : undefined;
    chunks.push(await readOnce(context, shell, maxBytes, { ...rest, ...(next && { mode: next }) }));
  }
  return chunks;
}
