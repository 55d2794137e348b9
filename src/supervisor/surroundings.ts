import { mayRestart } from '../domain/run-policy.js';
import type { Shell } from '../domain/shell.js';
import type { Surroundings } from '../protocol/requests.js';
import {
  readEnvironmentFile,
  removeEnvironment,
  writeEnvironment,
} from '../store/environment-file.js';
import type { OpenSession } from '../store/open-session.js';
import type { SupervisorContext } from './context.js';

/** Keeps what a shell was started with: on disk only where it may be started again without a caller. */
export function keepSurroundings(
  { locations, environments }: SupervisorContext,
  session: OpenSession,
  { id, uid, policy }: Shell,
  surroundings: Surroundings,
): void {
  environments.remember(uid, surroundings);
  if (policy !== undefined && mayRestart(policy))
    writeEnvironment(locations, session.id, id, surroundings);
}

/** What the last run of a shell was started with; `undefined` when nobody knows it any more. */
export function recallSurroundings(
  { locations, environments }: SupervisorContext,
  session: OpenSession,
  { id, uid }: Shell,
): Surroundings | undefined {
  return environments.recall(uid) ?? readEnvironmentFile(locations, session.id, id);
}

/** The shell is not started again by itself any more: nothing of its environment stays on disk. */
export function dropSurroundings(
  { locations }: SupervisorContext,
  session: OpenSession,
  { id }: Shell,
): void {
  removeEnvironment(locations, session.id, id);
}
