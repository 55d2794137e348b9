import { constants } from 'node:fs';
import { copyFile, lstat, open, rename } from 'node:fs/promises';
import { jsonrepair } from 'jsonrepair';
import type { SessionId } from '../domain/ids.js';
import type { Manifest } from '../domain/manifest.js';
import { isErrno } from '../os/errno.js';
import { replaceFile } from './atomic-file.js';
import { freeAside } from './free-aside.js';
import { type DecodedManifest, decodeManifest, encodeManifest } from './manifest-codec.js';

export interface ReadManifest extends DecodedManifest {
  /** Where the damaged file was kept, byte for byte; absent for an undamaged one. */
  readonly keptAside?: string;
}

/**
 * Reads a session's manifest. A damaged one is recovered as far as it goes,
 * after a copy of it has been put beside it; the file itself is not changed.
 * What is no file at all is moved aside.
 *
 * @returns `undefined` when there is no such file.
 * @throws {ManifestTooNewError} when a later release wrote it.
 */
export async function readManifest(
  path: string,
  sessionId: SessionId,
): Promise<ReadManifest | undefined> {
  const text = await readPlainFile(path);
  if (text === undefined) return undefined;
  const now = new Date().toISOString();
  const { value, whole } = parseAsFarAsPossible(text);
  const decoded = decodeManifest(value, sessionId, path, now);
  const { problems } = decoded;
  if (whole && problems.length === 0) return decoded;
  return {
    ...decoded,
    problems: whole ? problems : ['it was cut off or garbled', ...problems],
    keptAside: await keepAside(path, now),
  };
}

/** @throws {NodeJS.ErrnoException} as `replaceFile`. */
export async function replaceManifest(path: string, manifest: Manifest): Promise<void> {
  await replaceFile(path, encodeManifest(manifest));
}

async function readPlainFile(path: string): Promise<string | undefined> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    // A link, or a directory, where our file should be: there is nothing of ours to read in it.
    if (isErrno(error, 'ELOOP', 'EISDIR')) return '';
    throw error;
  }
}

/** JSON where it is whole; else what a repair of its whole lines gives; else nothing. */
function parseAsFarAsPossible(text: string): { value: unknown; whole: boolean } {
  try {
    return { value: JSON.parse(text) as unknown, whole: true };
  } catch {
    // A line that was cut off may hold half a value, such as 12 for 1234: only whole lines count.
    return {
      value: repair(text.slice(0, text.lastIndexOf('\n')).replaceAll('\0', '')),
      whole: false,
    };
  }
}

function repair(text: string): unknown {
  try {
    return JSON.parse(jsonrepair(text)) as unknown;
  } catch {
    return undefined;
  }
}

async function keepAside(path: string, now: string): Promise<string> {
  const aside = await freeAside(path, now);
  if ((await lstat(path)).isFile()) await copyFile(path, aside, constants.COPYFILE_EXCL);
  else await rename(path, aside); // a link or a directory: nothing of ours can be written there
  return aside;
}
