import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isShellUid, type ShellUid } from '../domain/ids.js';
import { isErrno } from '../os/errno.js';
import type { Locations } from './locations.js';

/** What a shim reports of its shell. Written by `templates/shim.sh`. */
export type SpoolRecord =
  | {
      readonly kind: 'started';
      readonly at: number;
      readonly pid: number;
      /** `undefined` where the system has no `/proc` to read it from. */
      readonly startTicks: number | undefined;
      readonly shimPid: number;
      readonly shimStartTicks: number | undefined;
    }
  /** `code` is `$?` as the shim's `sh` had it. */
  | { readonly kind: 'exited'; readonly at: number; readonly code: number }
  /** The output has ended: nothing that held it is left. */
  | { readonly kind: 'drained'; readonly at: number }
  /** The writer died or met a full disk, and was started again. */
  | { readonly kind: 'stalled'; readonly at: number };

export type SpoolKind = SpoolRecord['kind'];

/** In the order in which a shell's records must be taken. */
const KINDS: readonly SpoolKind[] = ['started', 'stalled', 'exited', 'drained'];

const PENDING_ENDING = '.pending';
/** The exit record's place, with its block on the disk: big enough for what the shim writes. */
const PENDING = `${' '.repeat(63)}\n`;

/**
 * Makes room for a shell's exit record before the shell runs, so that it can
 * be written on a full disk too: overwriting and renaming need no new block.
 */
export function reserveExitRecord(locations: Locations, uid: ShellUid): void {
  writeFileSync(join(locations.spool, `${uid}${PENDING_ENDING}`), PENDING, { mode: 0o600 });
}

/** The uids for whose exit records there is room. */
export function listReservations(locations: Locations): ShellUid[] {
  return readdirSync(locations.spool)
    .filter((name) => name.endsWith(PENDING_ENDING))
    .map((name) => name.slice(0, -PENDING_ENDING.length))
    .filter(isShellUid);
}

/** The path that a shim puts its records under, each with its kind as the ending. */
export function spoolStem(locations: Locations, uid: ShellUid): string {
  return join(locations.spool, uid);
}

/** The uids for which there are records, whatever their kind. */
export function listSpool(locations: Locations): ShellUid[] {
  const uids = new Set<ShellUid>();
  for (const name of readdirSync(locations.spool)) {
    const parsed = parseSpoolName(name);
    if (parsed !== undefined) uids.add(parsed.uid);
  }
  return [...uids];
}

/** `<uid>.<kind>`; `undefined` for any other name, a `.pending` included. */
export function parseSpoolName(name: string): { uid: ShellUid; kind: SpoolKind } | undefined {
  const dot = name.lastIndexOf('.');
  const uid = name.slice(0, dot);
  const kind = KINDS.find((known) => known === name.slice(dot + 1));
  return kind !== undefined && isShellUid(uid) ? { uid, kind } : undefined;
}

/** A shell's records, in the order in which they must be taken. One that is damaged is left out. */
export function readSpool(locations: Locations, uid: ShellUid): SpoolRecord[] {
  // The last one first: whatever was dropped before one that is found is then found too.
  const lastFirst = [...KINDS].reverse().flatMap((kind) => {
    const path = join(locations.spool, `${uid}.${kind}`);
    try {
      const text = readFileSync(path, 'utf8');
      const record = parseSpoolRecord(kind, text, Math.round(statSync(path).mtimeMs));
      return record === undefined ? [] : [record];
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return [];
      throw error;
    }
  });
  return lastFirst.reverse();
}

/**
 * @param at - When the file was last written, which is when it happened.
 * @returns `undefined` for text that no shim writes.
 */
export function parseSpoolRecord(
  kind: SpoolKind,
  text: string,
  at: number,
): SpoolRecord | undefined {
  const numbers = text.trim().split(/\s+/).map(Number);
  switch (kind) {
    case 'started': {
      const [pid = NaN, startTicks = NaN, shimPid = NaN, shimStartTicks = NaN] = numbers;
      if (!(pid > 0) || !(shimPid > 0)) return undefined;
      return {
        kind,
        at,
        pid,
        startTicks: startTicks > 0 ? startTicks : undefined,
        shimPid,
        shimStartTicks: shimStartTicks > 0 ? shimStartTicks : undefined,
      };
    }
    case 'exited': {
      const [code = NaN] = numbers;
      return text.trim() !== '' && Number.isInteger(code) ? { kind, at, code } : undefined;
    }
    case 'drained':
    case 'stalled':
      return { kind, at };
  }
}

/** Removes records that have been taken. */
export function removeFromSpool(
  locations: Locations,
  uid: ShellUid,
  kinds: readonly (SpoolKind | 'pending')[],
): void {
  for (const kind of kinds) rmSync(join(locations.spool, `${uid}.${kind}`), { force: true });
}

/** Removes everything of a shell's that lies in the spool. */
export function emptySpool(locations: Locations, uid: ShellUid): void {
  removeFromSpool(locations, uid, [...KINDS, 'pending']);
}
