/**
 * A moment at which a test wants this process to stop, so that it can kill it
 * right there. Does nothing unless `CLAUDE_SESSIONS_PAUSE_AT` names this
 * moment; then the process stops itself with SIGSTOP.
 */
export function pausePoint(name: PausePoint): void {
  if (process.env['CLAUDE_SESSIONS_PAUSE_AT'] === name) process.kill(process.pid, 'SIGSTOP');
}

/** The gaps in which a crash of the supervisor, a reader or the writer of a journal must leave a decidable world behind. */
export type PausePoint =
  | 'start: nothing recorded'
  | 'start: manifest written'
  | 'start: running record written'
  | 'start: forked'
  | 'started: before the manifest'
  | 'started: before the answer'
  | 'kill: requested'
  | 'kill: signalled'
  | 'exited: before the manifest'
  | 'exited: before the running record is removed'
  | 'exited: before the spool is emptied'
  | 'trim: start published'
  | 'read: delivered'
  | 'append: written'
  | 'recover: written'
  | 'recover: kept aside'
  | 'recover: replaced';
