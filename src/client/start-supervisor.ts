import { ExpectedError } from '../domain/errors.js';
import { supervisorEnvironment } from '../domain/supervisor-environment.js';
import { isAlive } from '../os/is-alive.js';
import { runUntilSilent } from '../os/run-until-silent.js';
import { signalProcess } from '../os/signal-process.js';
import type { Locations } from '../store/locations.js';
import { readSupervisorLock } from '../store/supervisor-lock.js';
import { SUPERVISOR_NODE_FLAGS, supervisorProgram } from '../store/templates.js';

/**
 * Starts the supervisor as a process of its own, detached from this one.
 * Resolves when it answers, or when another has turned out to be there.
 *
 * @throws {ExpectedError} why it could not start.
 */
export async function startSupervisor(locations: Locations): Promise<void> {
  const holder = readSupervisorLock(locations);
  if (holder !== undefined && isAlive(holder)) return; // it is about to listen, or about to go
  const args = [...SUPERVISOR_NODE_FLAGS, supervisorProgram()];
  const environment = supervisorEnvironment(process.env);
  const { exitCode, text } = await runUntilSilent(process.execPath, args, environment);
  if (exitCode !== undefined && exitCode !== 0) throw explain(text);
}

/** A supervisor that lives, but whose socket somebody has removed, makes a new one. */
export function renewSocket(locations: Locations): void {
  const holder = readSupervisorLock(locations);
  if (holder !== undefined) signalProcess(holder, 'SIGHUP');
}

function explain(text: string): ExpectedError {
  try {
    const { code, message, hint } = JSON.parse(text) as Record<string, unknown>;
    if (typeof code === 'string' && typeof message === 'string' && typeof hint === 'string')
      return new ExpectedError(code, message, { hint });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return new ExpectedError('SUPERVISOR_START_FAILED', 'The supervisor could not start.', {
    hint: 'See "claude supervisor logs"; report what stands here: ' + text.trim().slice(0, 500),
  });
}
