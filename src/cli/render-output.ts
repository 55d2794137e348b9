import { renderSize } from '../domain/quantities.js';
import { isLive } from '../domain/shell-state.js';
import type { ShellView } from '../domain/shell-view.js';
import type { OutputChunk } from '../operations/read-output.js';
import { renderStatus } from './render-status.js';

/** What a reader should know besides the output itself: one line each, for standard error. */
export function describeChunk(chunk: OutputChunk, isFollowing: boolean): string[] {
  const { source, output, droppedBytes, more, from, to } = chunk;
  const { shellId, gapTime } = source;
  const lines = describeLosses(chunk);
  if (droppedBytes > 0)
    lines.push(`[${renderSize(droppedBytes)} before this were dropped: the log is at its cap]`);
  if (gapTime !== null)
    lines.push(
      `[up to 128 KB may be missing since ${gapTime}: the disk was full, or the writer killed]`,
    );
  if (isFollowing) return lines;
  if (more) lines.push(`[more: run "claude output ${shellId}" again]`);
  else if (!isLive(source)) lines.push(`[${shellId} ${renderStatus(source)}]`);
  else if (output.length === 0 && from === to) lines.push(`[${shellId} is running; nothing new]`);
  return lines;
}

/** What a script should know as well, also where its answer is JSON. */
export function describeLosses({ source, cutBytes, isRewound }: OutputChunk): string[] {
  const lines: string[] = [];
  if (isRewound)
    lines.push(
      `[the log of ${source.shellId} was replaced or shortened from outside: read from its beginning]`,
    );
  if (cutBytes > 0)
    lines.push(
      `[${renderSize(cutBytes)} of a matching line were left out: it is longer than --max-bytes]`,
    );
  return lines;
}

/** What a person should know when a command in the foreground did not simply end by itself. */
export function describeEnd(
  shell: Pick<ShellView, 'shellId' | 'status' | 'exitCode' | 'signal' | 'lostReason' | 'endReason'>,
): string | undefined {
  const wasKilled = shell.status === 'killed' || shell.endReason !== null;
  if (!wasKilled && shell.status !== 'lost') return undefined;
  return `[${shell.shellId} ${renderStatus(shell)}]`;
}
