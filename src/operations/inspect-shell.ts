import type { InspectedShell } from '../protocol/requests.js';
import type { Context } from './context.js';

/** Everything that is known about one shell. */
export async function inspectShell(
  { supervisor, session }: Context,
  shell: string,
): Promise<InspectedShell> {
  return supervisor.request('inspect-shell', { session, shell });
}
