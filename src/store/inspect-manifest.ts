import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { ManifestTooNewError } from '../domain/errors.js';
import type { SessionId } from '../domain/ids.js';
import type { ManifestCondition } from '../domain/checks/judge-manifests.js';
import type { Manifest } from '../domain/manifest.js';
import { isErrno } from '../os/errno.js';
import { decodeManifest } from './manifest-codec.js';

export interface InspectedManifest {
  readonly condition: ManifestCondition;
  /** As far as it could be read. */
  readonly manifest?: Manifest;
}

/** Reads a manifest to see what is wrong with it. Changes nothing, and keeps no copy aside. */
export function inspectManifest(path: string, sessionId: SessionId): InspectedManifest {
  try {
    const value = JSON.parse(readPlainFile(path)) as unknown;
    const decoded = decodeManifest(value, sessionId, path, new Date(0).toISOString());
    const { manifest, problems } = decoded;
    return { condition: problems.length === 0 ? 'whole' : 'damaged', manifest };
  } catch (error) {
    if (error instanceof ManifestTooNewError) return { condition: 'too-new' };
    if (error instanceof SyntaxError) return { condition: 'damaged' };
    if (isErrno(error, 'ENOENT')) return { condition: 'missing' };
    if (isErrno(error, 'ELOOP', 'EISDIR')) return { condition: 'damaged' };
    if (isErrno(error, 'EACCES', 'EPERM', 'EIO', 'ENOTDIR')) return { condition: 'unreadable' };
    throw error;
  }
}

function readPlainFile(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}
