/** What stands at a path, links not followed. */
export interface SeenPath {
  readonly path: string;
  /** `hidden`: the way there may not be gone. */
  readonly kind: 'directory' | 'file' | 'socket' | 'link' | 'other' | 'missing' | 'hidden';
  readonly isOurs: boolean;
  /** Permission bits, 0 to 0o777. */
  readonly mode: number;
  /** What it takes on the disk. */
  readonly diskBytes: number;
  /** When it was last written, milliseconds since 1970. */
  readonly writtenAt: number;
}
