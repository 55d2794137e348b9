import { quoteWord } from '../command-line.js';
import type { SeenPath } from '../seen-path.js';
import { failure, type Finding, nameSome, ok, warning } from './finding.js';

const ID = 'directories';

/** Each directory of ours is there or not made yet, a plain one, ours, and closed to others. */
export function judgeDirectories(seen: readonly SeenPath[]): Finding {
  const there = seen.filter(({ kind }) => kind !== 'missing');
  const strange = there.filter(({ kind }) => kind !== 'directory');
  if (strange.length > 0)
    return failure(
      ID,
      `Not a directory that can be entered: ${nameSome(paths(strange))}.`,
      'Move it aside, or set CLAUDE_SESSIONS_HOME to a folder of your own.',
    );
  const foreign = there.filter(({ isOurs }) => !isOurs);
  if (foreign.length > 0)
    return failure(
      ID,
      `Belongs to another user: ${nameSome(paths(foreign))}.`,
      'Run as its owner, or set CLAUDE_SESSIONS_HOME to a folder of your own.',
    );
  const writable = there.filter(({ mode }) => (mode & 0o022) !== 0);
  if (writable.length > 0)
    return failure(
      ID,
      `Others can write to ${nameSome(paths(writable))}.`,
      `Look for what is not yours in there, then run: ${chmod(writable)}`,
    );
  const closed = there.filter(({ mode }) => (mode & 0o700) !== 0o700);
  if (closed.length > 0)
    return failure(ID, `Closed to you: ${nameSome(paths(closed))}.`, `Run: ${chmod(closed)}`);
  const readable = there.filter(({ mode }) => (mode & 0o077) !== 0);
  if (readable.length > 0)
    return warning(
      ID,
      `Others can look into ${nameSome(paths(readable))}.`,
      `Run: ${chmod(readable)}`,
    );
  if (there.length === 0) return ok(ID, 'Nothing was started yet: no directory is there.');
  return ok(ID, `${there.length} directories, all yours alone.`);
}

function paths(seen: readonly SeenPath[]): string[] {
  return seen.map(({ path }) => path);
}

function chmod(seen: readonly SeenPath[]): string {
  return `chmod 700 ${paths(seen).map(quoteWord).join(' ')}`;
}
