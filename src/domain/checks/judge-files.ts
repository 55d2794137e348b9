import { quoteWord } from '../command-line.js';
import type { SeenPath } from '../seen-path.js';
import { failure, type Finding, nameSome, ok, warning } from './finding.js';

const ID = 'permissions';

/** Each file of ours is a plain one, ours, and closed to others; directories within sessions as well. */
export function judgeFiles(seen: readonly SeenPath[], state: string): Finding {
  const links = seen.filter(({ kind }) => kind === 'link');
  if (links.length > 0)
    return failure(
      ID,
      `A link stands in the place of ${nameSome(links.map(({ path }) => path))}.`,
      'Remove the link: nothing is read or written through it.',
    );
  const foreign = seen.filter(({ isOurs }) => !isOurs);
  if (foreign.length > 0)
    return failure(
      ID,
      `Belongs to another user: ${nameSome(foreign.map(({ path }) => path))}.`,
      'Have it given back to you (chown), or removed.',
    );
  const open = seen.filter(({ mode }) => (mode & 0o077) !== 0);
  if (open.length > 0)
    return warning(
      ID,
      `Open to others: ${nameSome(open.map(({ path }) => path))}.`,
      `Run: chmod -R go-rwx ${quoteWord(state)}`,
    );
  return ok(ID, `${seen.length} files and folders, all yours alone.`);
}
