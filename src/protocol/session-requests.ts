import type { ShellView } from '../domain/shell-view.js';

/** What a client can ask about whole sessions. A session's conversation is written by whoever holds its lock. */
export interface SessionRequests {
  'open-session': { params: OpenSessionParams; result: OpenedSession };
  'branch-session': { params: BranchSessionParams; result: BranchedSession };
  'list-sessions': { params: ListSessionsParams; result: ListedSessions };
  'show-session': { params: NamedSessionParams; result: ShownSession };
  'note-session': { params: NoteSessionParams; result: Readonly<Record<string, never>> };
  'remove-sessions': { params: RemoveSessionsParams; result: RemovedSessions };
}

export type Opening =
  /** A new session, of this id if one is named. */
  | { readonly kind: 'new'; readonly sessionId?: string | undefined }
  /** The latest session of the directory; `fork`: a branch of it. */
  | { readonly kind: 'continue'; readonly fork: boolean; readonly sessionId?: string | undefined }
  /** A session by id, beginning of an id, or title; a branch of it unless `inPlace`. */
  | {
      readonly kind: 'resume';
      readonly session: string;
      readonly inPlace: boolean;
      readonly sessionId?: string | undefined;
    };

export interface OpenSessionParams {
  readonly opening: Opening;
  /** Absolute, symbolic links resolved. */
  readonly directory: string;
  /** Chosen by the client: names what is made where nothing else names it, so that a retry makes one. */
  readonly newSessionId: string;
}

export interface OpenedSession {
  readonly sessionId: string;
  /** The manifest as its file holds it. */
  readonly manifest: Readonly<Record<string, unknown>>;
  /** It was made by this request. */
  readonly isNew: boolean;
  /** When it, or the session it branched from, was active before; ISO 8601. */
  readonly previouslyActive: string | null;
  /** All shells, running ones first. */
  readonly shells: readonly ShellView[];
  readonly notices: readonly string[];
}

export interface BranchSessionParams {
  /** Id, beginning of an id, or title. */
  readonly session: string;
  readonly directory: string;
  /** Of the branch. Left out: the parent's with the next free number behind it. */
  readonly newSessionId?: string | undefined;
}

export interface BranchedSession {
  readonly sessionId: string;
  readonly parent: string;
}

export interface ListSessionsParams {
  /** Left out: every session. */
  readonly directory?: string | undefined;
}

export interface SessionView {
  readonly sessionId: string;
  readonly title: string | null;
  readonly directory: string;
  readonly startTime: string;
  readonly lastActive: string;
  readonly messages: number;
  /** Shells that run. */
  readonly running: number;
  readonly parent: string | null;
  /** On the disk, logs and journal included. */
  readonly bytes: number;
  readonly compressed: boolean;
}

export interface ListedSessions {
  /** The most recently active first. */
  readonly sessions: readonly SessionView[];
  readonly notices: readonly string[];
}

export interface NamedSessionParams {
  /** Id, beginning of an id, or title. */
  readonly session: string;
  readonly directory: string;
}

export interface ShownSession {
  readonly sessionId: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  /** The journal, whether it is there or not. */
  readonly journal: string;
  readonly view: SessionView;
}

/** What the conversation, or a user, changes about a session. What is left out stays. */
export interface NoteSessionParams extends NamedSessionParams {
  /** `null` takes it away. */
  readonly title?: string | null | undefined;
  /** As in the manifest; replaces what was there. */
  readonly fileContext?: Readonly<Record<string, unknown>> | undefined;
  readonly permissions?: Readonly<Record<string, unknown>> | undefined;
  /** Messages were appended to its journal. */
  readonly journalGrew?: boolean | undefined;
}

export interface RemoveSessionsParams {
  readonly sessions: readonly string[];
  readonly directory: string;
  /** Kill what runs in them first. */
  readonly force: boolean;
}

export interface RemovedSessions {
  readonly removed: readonly { readonly sessionId: string; readonly bytes: number }[];
}
