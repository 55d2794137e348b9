import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type FileVersion, type FoundFile, looksUnchanged } from '../domain/file-context.js';
import { isErrno } from './errno.js';

const BLOCK_BYTES = 256 * 1024;
/** Larger files are told by size and time alone. */
const MAX_HASHED_BYTES = 256 * 1024 ** 2;

/**
 * Looks at a file as a tool would read it, links followed, block by block.
 * Never throws for what may stand there.
 *
 * @param seen - What was last seen: a file of that size and time is not read.
 */
export async function observeFile(path: string, seen?: FileVersion): Promise<FoundFile> {
  try {
    // A pipe in its place must not keep us waiting for whoever writes to it.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return await observe(file, seen);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return { kind: 'missing' };
    if (isErrno(error, 'EACCES', 'EPERM', 'ELOOP', 'EISDIR', 'EIO', 'ENXIO', 'ENAMETOOLONG'))
      return { kind: 'unreadable' };
    throw error;
  }
}

async function observe(file: FileHandle, seen: FileVersion | undefined): Promise<FoundFile> {
  const stats = await file.stat({ bigint: true });
  if (!stats.isFile()) return { kind: 'unreadable' };
  const size = Number(stats.size);
  const version: FileVersion = { size, mtime: toIsoTime(stats.mtimeNs) };
  if (seen !== undefined && looksUnchanged(seen, version)) return { kind: 'file', version: seen };
  // Another size is another content, and needs no reading where that is all that is asked.
  if (size > MAX_HASHED_BYTES || (seen !== undefined && seen.size !== size))
    return { kind: 'file', version };
  return { kind: 'file', version: { sha256: await hash(file, size), ...version } };
}

/** No more than the size it had: a file that grows faster than it is read must come to an end. */
async function hash(file: FileHandle, size: number): Promise<string> {
  const sum = createHash('sha256');
  const buffer = Buffer.allocUnsafe(BLOCK_BYTES);
  for (let offset = 0; offset < size;) {
    const wanted = Math.min(BLOCK_BYTES, size - offset);
    const { bytesRead } = await file.read(buffer, 0, wanted, offset);
    if (bytesRead === 0) break;
    sum.update(buffer.subarray(0, bytesRead));
    offset += bytesRead;
  }
  return sum.digest('hex');
}

/** With nanoseconds, which `Date` cuts off: two writes may lie within one millisecond. */
function toIsoTime(ns: bigint): string {
  const NS_PER_SECOND = 1_000_000_000n;
  const rest = ((ns % NS_PER_SECOND) + NS_PER_SECOND) % NS_PER_SECOND;
  const seconds = Number((ns - rest) / NS_PER_SECOND);
  const upToSeconds = new Date(seconds * 1_000).toISOString().slice(0, -'.000Z'.length);
  return `${upToSeconds}.${String(rest).padStart(9, '0')}Z`;
}
