import {
  appendFileSync,
  closeSync,
  constants,
  openSync,
  readFileSync,
  renameSync,
  statSync,
} from 'node:fs';
import { isErrno } from '../os/errno.js';

/** The log is set aside as `supervisor.log.1` when it is longer than this. */
const MAX_BYTES = 1024 * 1024;

/** What the supervisor has to tell whoever looks later: one line an event, with its time. */
export class SupervisorLog {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Never throws: a full disk must not end the supervisor. */
  write(message: string): void {
    const line = `${new Date().toISOString()} [${process.pid}] ${message.replaceAll('\n', '\n  ')}\n`;
    try {
      this.#rotate();
      this.#append(line);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.lastFailure = error;
    }
  }

  /** Why the last line could not be written, for `status` and `doctor`. */
  lastFailure: Error | undefined;

  #append(line: string): void {
    const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
    const file = openSync(this.#path, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o600);
    try {
      appendFileSync(file, line);
    } finally {
      closeSync(file);
    }
  }

  #rotate(): void {
    try {
      if (statSync(this.#path).size > MAX_BYTES) renameSync(this.#path, `${this.#path}.1`);
    } catch (error) {
      if (!isErrno(error, 'ENOENT')) throw error;
    }
  }
}

/** The last `lines` lines, oldest first; none where there is no log. */
export function readSupervisorLog(path: string, lines: number): string[] {
  const text = [`${path}.1`, path].map(readOrEmpty).join('');
  return text.split('\n').slice(0, -1).slice(-lines);
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return '';
    throw error;
  }
}
