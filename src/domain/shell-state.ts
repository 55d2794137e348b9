import type { ExitStatus } from './exit-status.js';
import type { MemoryDeath } from './memory-death.js';
import type { EndReason } from './run-policy.js';
import type { ProcessIdentity } from './process.js';

/** Milliseconds since 1970. */
export type EpochMs = number;

/** What a later release has added to a record. */
export type UnknownFields = Readonly<Record<string, unknown>>;

/** What has been asked of a live shell: an end that follows counts as `killed`. */
export interface KillRequest {
  readonly at: EpochMs;
  /** Set where only this signal was sent; the shell may well live on. */
  readonly signal?: string;
  /** Set where no user asked, but a limit of the shell's own. */
  readonly reason?: EndReason;
  /** Everything else its record holds, written back as it was. */
  readonly unknownFields?: UnknownFields;
}

/** Where a shell is in its life. Each member carries what is known then, and nothing else. */
export type ShellState =
  /** Recorded; nobody has said yet that it runs. */
  | {
      readonly status: 'starting';
      readonly startedAt: EpochMs;
      readonly killRequest?: KillRequest;
    }
  | {
      readonly status: 'running';
      readonly startedAt: EpochMs;
      /** The process that runs the command, as `ps` shows it. */
      readonly process: ProcessIdentity;
      /** Leader of the process session that the command runs in. */
      readonly shim: ProcessIdentity;
      /** Everything else that is recorded of the identity of both. */
      readonly unknownIdentityFields?: UnknownFields;
      readonly killRequest?: KillRequest;
    }
  | {
      readonly status: 'completed' | 'failed' | 'killed';
      readonly startedAt: EpochMs;
      readonly endedAt: EpochMs;
      /** 0 where the command never got as far as having one. */
      readonly pid: number;
      /** Pid of the shim, and so the number of its process session; 0 where there never was one. */
      readonly shimPid: number;
      readonly exit: ExitStatus;
      /** Which limit of its own ended it, or that the system did for want of memory. */
      readonly endReason?: EndReason | MemoryDeath;
    }
  /** It is gone, and no exit record can exist any more: its exit status will never be known. */
  | {
      readonly status: 'lost';
      readonly startedAt: EpochMs;
      readonly endedAt: EpochMs;
      readonly reason: string;
    };

export type ShellStatus = ShellState['status'];
export type EndedState = Extract<ShellState, { exit: ExitStatus }>;

/** Whether a process may still be there. */
export function isLive(state: { readonly status: ShellStatus }): boolean {
  return state.status === 'starting' || state.status === 'running';
}

export function hasExited(state: ShellState): state is EndedState {
  return 'exit' in state;
}
