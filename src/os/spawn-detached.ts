import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { ProcessIdentity } from '../domain/process.js';
import { platform } from './platform.js';

export interface DetachedProgram {
  /** Absolute path, or a name to be found on the `PATH` of `env`. */
  readonly program: string;
  readonly args: readonly string[];
  /** The whole environment: nothing of ours is added. */
  readonly env: Readonly<Record<string, string>>;
  /** Ours when left out. */
  readonly cwd?: string;
}

export interface DetachedProcess {
  readonly pid: number;
  /** Known also when it ended at once; `undefined` where the system hides it. */
  readonly identity: ProcessIdentity | undefined;
  /** Resolves when it ends, for as long as this process lives and is its parent. Never rejects. */
  readonly ended: Promise<void>;
}

/**
 * Starts a program as the leader of a process session of its own, with all
 * three standard descriptors on `/dev/null`. It outlives this process, and does
 * not keep it from ending.
 *
 * The program is running when this returns its promise, before any other code
 * gets its turn. Its identity is read at once, since a moment later it may
 * have ended and left its pid to another.
 *
 * @throws {NodeJS.ErrnoException} (as a rejection) when nothing was started: `ENOENT` (also for a
 *   missing `cwd`), `EACCES`, `E2BIG` for too long arguments or environment, `EAGAIN`, `EMFILE`, ….
 */
export async function spawnDetached(start: DetachedProgram): Promise<DetachedProcess> {
  const child = spawn(start.program, start.args, {
    detached: true,
    stdio: 'ignore',
    env: start.env,
    cwd: start.cwd,
  });
  const { pid } = child;
  if (pid === undefined) throw await spawnError(child);
  const identity = platform.identifyNewChild(pid);
  child.unref();
  return { pid, identity, ended: untilExit(child) };
}

/** Node tells most reasons for a failed start by an event of the next tick; some it throws itself. */
async function spawnError(child: ChildProcess): Promise<Error> {
  const [error] = (await once(child, 'error')) as [Error];
  return error;
}

/** Holds on to nothing of the child but the promise's own end. */
function untilExit(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
}
