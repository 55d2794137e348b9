import type { SessionId } from './ids.js';
import { LOST_TO_RESTART } from './reconcile.js';
import { planRestart } from './plan-restart.js';
import type { Shell } from './shell.js';

/**
 * Names the command that brings back what a restart of the machine has ended;
 * none for shells that their policy brings back.
 *
 * @param options.withSession - The shells are of more than one session.
 */
export function adviseOnLost(
  shells: readonly { readonly sessionId: SessionId; readonly shell: Shell }[],
  { withSession }: { readonly withSession: boolean },
): string[] {
  const names = shells
    .filter(({ shell }) => isLostToRestart(shell) && planRestart(shell).kind !== 'restart')
    .map(({ sessionId, shell }) => (withSession ? `${sessionId}/${shell.id}` : shell.id));
  if (names.length === 0) return [];
  return [
    `The machine was restarted. To run again what that has ended: claude restart ${names.join(' ')}`,
  ];
}

function isLostToRestart({ state }: Shell): boolean {
  return state.status === 'lost' && state.reason === LOST_TO_RESTART;
}
