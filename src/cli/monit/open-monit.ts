import { createRequire } from 'node:module';
import type { Context } from '../../operations/context.js';
import { listShells } from '../../operations/list-shells.js';
import type * as View from './main.js';
import { createShellSource, type Scope } from './shell-source.js';

interface Loader {
  readonly importBundle: (name: 'monit.mjs') => Promise<typeof View>;
}

/**
 * Shows the live view until the user leaves it. Ink comes as ES modules only
 * and is half of a megabyte: it lies in a bundle of its own, which no other
 * command loads.
 *
 * @throws {ExpectedError} what the first listing meets, before anything is drawn.
 */
export async function openMonit(
  context: Context,
  { all }: { readonly all: boolean },
): Promise<void> {
  const first = await listShells(context, { all, runningOnly: false });
  const load = createRequire(import.meta.url);
  const { importBundle } = load('../../../bin/load-bundle.cjs') as Loader;
  const { showMonit } = await importBundle('monit.mjs');
  // Another session of this directory may become the latest: the one that was meant stays.
  const sessionId = first.shells[0]?.sessionId ?? context.session.sessionId;
  const scope: Scope = all ? { kind: 'all' } : { kind: 'session', sessionId };
  await showMonit(createShellSource(context), scope, first);
}
