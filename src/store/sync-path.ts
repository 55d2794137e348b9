import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes a file's contents, or a directory's names, survive a power cut before anything else happens. */
export function syncPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
