import { InvalidIdError } from './errors.js';

declare const brand: unique symbol;
type Brand<Name extends string> = string & { readonly [brand]: Name };

/** Names a session: a UUID, or whatever the user chose. Safe as the name of a directory. */
export type SessionId = Brand<'SessionId'>;
/** Names a background shell within its session: `bash_1`, `bash_2`, … */
export type ShellId = Brand<'ShellId'>;
/** Names one run of a shell across the whole machine. Chosen by the client, so that a retry is recognised. */
export type ShellUid = Brand<'ShellUid'>;

/** Begins with a letter or digit, so that it is neither hidden, `..`, nor taken for a flag. */
const SESSION_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const SHELL_ID = /^bash_[1-9][0-9]{0,8}$/;
const SHELL_UID = /^[a-z0-9][a-z0-9-]{7,63}$/;

/** @throws {InvalidIdError} */
export function parseSessionId(text: string): SessionId {
  if (!SESSION_ID.test(text)) throw new InvalidIdError('session', text);
  return text as SessionId;
}

/** @throws {InvalidIdError} */
export function parseShellId(text: string): ShellId {
  if (!SHELL_ID.test(text)) throw new InvalidIdError('shell', text);
  return text as ShellId;
}

/** @throws {InvalidIdError} */
export function parseShellUid(text: string): ShellUid {
  if (!SHELL_UID.test(text)) throw new InvalidIdError('shell run', text);
  return text as ShellUid;
}

export function isShellUid(text: string): text is ShellUid {
  return SHELL_UID.test(text);
}

export function isSessionId(text: string): text is SessionId {
  return SESSION_ID.test(text);
}

/** The id of the `number`th shell of a session. */
export function shellIdOf(number: number): ShellId {
  return `bash_${number}` as ShellId;
}

/** The number in a shell's id: 3 for `bash_3`. */
export function shellNumber(shellId: ShellId): number {
  return Number(shellId.slice('bash_'.length));
}

/** A shell as a user names it: `bash_3`, or `SESSION/bash_3`. */
export interface ShellReference {
  readonly sessionId?: SessionId | undefined;
  readonly shellId: ShellId;
}

/** @throws {InvalidIdError} */
export function parseShellReference(text: string): ShellReference {
  const slash = text.lastIndexOf('/');
  if (slash === -1) return { shellId: parseShellId(text) };
  return {
    sessionId: parseSessionId(text.slice(0, slash)),
    shellId: parseShellId(text.slice(slash + 1)),
  };
}
