/** A file as it was when it was last seen. */
export interface FileVersion {
  /** Of all its bytes, in hexadecimal digits; absent where the file was too large to be read. */
  readonly sha256?: string;
  readonly size: number;
  /** ISO 8601, UTC, as exact as the file system has it. */
  readonly mtime: string;
}

/** The files that a conversation has to do with, by their absolute paths. */
export interface FileContext {
  readonly read?: readonly string[];
  readonly modified?: readonly string[];
  readonly created?: readonly string[];
  readonly seen?: Readonly<Record<string, FileVersion>>;
  /** Fields of a later release, kept as they came. */
  readonly [field: string]: unknown;
}

export type FileUse = 'read' | 'modified' | 'created';

/** How a file stands now against what the conversation remembers of it. */
export type FileStatus = 'unchanged' | 'changed' | 'deleted' | 'unreadable';

/** What is found at a path now. */
export type FoundFile =
  | { readonly kind: 'file'; readonly version: FileVersion }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable' };

/** The same context with one more use of a file, and what was seen of it then. */
export function withFile(
  context: FileContext | undefined,
  use: FileUse,
  path: string,
  version: FileVersion,
): FileContext {
  const paths = context?.[use] ?? [];
  const seen = Object.entries(context?.seen ?? {}).filter(([known]) => known !== path);
  return {
    ...context,
    [use]: paths.includes(path) ? paths : [...paths, path],
    // Not `{ ...seen, [path]: version }`: a path may be named like what objects have of their own.
    seen: Object.fromEntries([...seen, [path, version]]),
  };
}

/**
 * Whether size and time say that nothing has changed. Where they do not, only
 * the hash can tell: a file may be written again with what it held.
 */
export function looksUnchanged(seen: FileVersion, now: FileVersion): boolean {
  return seen.size === now.size && seen.mtime === now.mtime;
}

export function compareFile(seen: FileVersion, found: FoundFile): FileStatus {
  switch (found.kind) {
    case 'missing':
      return 'deleted';
    case 'unreadable':
      return 'unreadable';
    case 'file':
      if (looksUnchanged(seen, found.version)) return 'unchanged';
      return seen.size === found.version.size &&
        seen.sha256 !== undefined &&
        seen.sha256 === found.version.sha256
        ? 'unchanged'
        : 'changed';
  }
}
