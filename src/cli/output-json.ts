import type { OutputChunk } from '../operations/read-output.js';
import type { ShellView } from '../domain/shell-view.js';

/** What `claude output --json` prints: a contract. Offsets and sizes are bytes. */
export interface OutputJson {
  readonly shellId: string;
  readonly status: ShellView['status'];
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly from: number;
  readonly to: number;
  readonly droppedBytes: number;
  /** Only where it happened: bytes left out of a line that matched the filter and was longer than `--max-bytes`. */
  readonly cutBytes?: number;
  readonly more: boolean;
  /** Bytes that are not UTF-8 have become U+FFFD. */
  readonly output: string;
}

export function toOutputJson({ source, output, ...chunk }: OutputChunk): OutputJson {
  return {
    shellId: source.shellId,
    status: source.status,
    exitCode: source.exitCode,
    signal: source.signal,
    from: chunk.from,
    to: chunk.to,
    droppedBytes: chunk.droppedBytes,
    ...(chunk.cutBytes > 0 && { cutBytes: chunk.cutBytes }),
    more: chunk.more,
    output: output.toString('utf8'),
  };
}
