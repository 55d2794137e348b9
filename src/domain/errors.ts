import { quoteForPeople } from './printable.js';

interface ErrorOptions {
  /** The next thing to try, as one imperative sentence. */
  readonly hint: string;
  readonly cause?: unknown;
}

/**
 * A failure that a caller can act on. Every other thrown value is a bug.
 *
 * `code` is part of the public interface: scripts and agents branch on it, so
 * it is never renamed and never reused. `message` is for people and may change.
 * All codes, with the exit code that each leads to, are in `exit-codes.ts`.
 */
export class ExpectedError extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(code: string, message: string, { hint, cause }: ErrorOptions) {
    super(message, { cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = hint;
  }
}

export class InvalidIdError extends ExpectedError {
  constructor(kind: 'shell' | 'session' | 'shell run', text: string) {
    super('INVALID_ID', `${quoteForPeople(text)} is not a ${kind} id.`, {
      hint:
        kind === 'session'
          ? 'Use letters, digits, dots, dashes and underscores, 100 at most, with a letter or digit first.'
          : 'Copy an id such as bash_1 from "claude bashes".',
    });
  }
}

/** What was typed or sent does not have the form that was asked for. */
export class InvalidInputError extends ExpectedError {
  constructor(message: string, hint: string, code = 'INVALID_INPUT') {
    super(code, message, { hint });
  }
}

export class SessionNotFoundError extends ExpectedError {
  constructor(sessionId: string) {
    super('SESSION_NOT_FOUND', `There is no session ${sessionId}.`, {
      hint: 'List the sessions with "claude bashes --all", or leave --session out.',
    });
  }
}

export class NoSessionHereError extends ExpectedError {
  constructor(directory: string) {
    super('NO_SESSION', `No session was started in ${quoteForPeople(directory)} yet.`, {
      hint: 'Start one with "claude bash -b COMMAND", or name one with --session.',
    });
  }
}

export class ShellNotFoundError extends ExpectedError {
  constructor(shellId: string, sessionId?: string) {
    const where = sessionId === undefined ? '' : ` in session ${sessionId}`;
    super('SHELL_NOT_FOUND', `There is no shell ${shellId}${where}.`, {
      hint: 'List the shells of every session with "claude bashes --all".',
    });
  }
}

/** The current session lacks this shell, and more than one other session has it running. */
export class AmbiguousShellError extends ExpectedError {
  constructor(shellId: string, candidates: readonly string[]) {
    super(
      'SHELL_AMBIGUOUS',
      `${shellId} runs in ${candidates.length} sessions: ${candidates.join(', ')}.`,
      { hint: 'Name one of these in full.' },
    );
  }
}

/** A later release wrote this record. It is left exactly as it is. */
export class ManifestTooNewError extends ExpectedError {
  constructor(path: string, schema: number) {
    super('MANIFEST_TOO_NEW', `${path} was written by a newer release (form ${schema}).`, {
      hint: 'Update claude-sessions; the file was left as it is.',
    });
  }
}

/** A command that nothing is wrong with could not be started. */
export class StartFailedError extends ExpectedError {}

/** A shell is still there after everything that can be done to end it. */
export class KillFailedError extends ExpectedError {
  constructor(shellId: string, survivors: readonly { readonly pid: number }[]) {
    const pids = survivors.map(({ pid }) => pid).join(', ');
    super('KILL_FAILED', `${shellId} could not be ended${pids === '' ? '' : `; left: ${pids}`}.`, {
      hint: 'Look at what is left with "claude inspect"; a process in state D waits for a disk or a network.',
    });
  }
}

/** The supervisor cannot be reached, or cannot be started. */
export class SupervisorUnreachableError extends ExpectedError {
  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super('SUPERVISOR_UNREACHABLE', message, {
      hint:
        options.hint ?? 'See "claude supervisor status" and "claude supervisor logs"; try again.',
      cause: options.cause,
    });
  }
}

/** A directory or file of ours is not private, not ours, or cannot be used. */
export class UnusableStateError extends ExpectedError {}

/** There was no space on the disk; what could not be written is not there at all. */
export class DiskFullError extends ExpectedError {
  constructor(path: string, cause?: unknown) {
    super('DISK_FULL', `There is no space for ${path}.`, {
      hint: 'Free some disk space and try again.',
      cause,
    });
  }
}

/** Somebody else has this conversation open: one conversation has one writer. */
export class SessionInUseError extends ExpectedError {
  constructor(sessionId: string, holder: string) {
    super('SESSION_IN_USE', `Session ${sessionId} is open ${holder}.`, {
      hint: `Open a branch of it with "claude --resume ${sessionId}", or close the other one first.`,
    });
  }
}

/** Another process has taken the session over, as after the machine was suspended. */
export class SessionTakenError extends ExpectedError {
  constructor(sessionId: string, holder: string) {
    super('SESSION_TAKEN', `Session ${sessionId} was taken over: it is open ${holder}.`, {
      hint: `Nothing more is written from here; go on in a branch with "claude --resume ${sessionId}".`,
    });
  }
}

/** Neither systemd nor launchd answers to this user. */
export class NoServiceManagerError extends ExpectedError {
  constructor(why: string, hint: string) {
    super('NO_SERVICE_MANAGER', `No service manager can be used: ${why}`, { hint });
  }
}

/** Somebody else has changed the service's file: it is neither replaced nor removed. */
export class ServiceEditedError extends ExpectedError {
  constructor(path: string, hint: string) {
    super('SERVICE_EDITED', `${path} is not as "claude startup" has written it.`, { hint });
  }
}

/** systemd or launchd refused what it was asked. */
export class ServiceFailedError extends ExpectedError {
  constructor(command: string, output: string) {
    super('SERVICE_FAILED', `"${command}" failed: ${output}`, {
      hint: 'Put right what it complains of, and run the same command again: it goes on where it stopped.',
    });
  }
}

/** A shell was asked to make a move that its state forbids: always a bug in this program. */
export class IllegalTransitionError extends Error {
  override readonly name = 'IllegalTransitionError';
}
