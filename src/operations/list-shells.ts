import type { ListedShells } from '../protocol/requests.js';
import type { Context } from './context.js';

/** Lists the shells of the session, or of every session, running ones first. */
export async function listShells(
  { supervisor, session }: Context,
  { all, runningOnly }: { readonly all: boolean; readonly runningOnly: boolean },
): Promise<ListedShells> {
  return supervisor.request('list-shells', { session, all, runningOnly });
}
