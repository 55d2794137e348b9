import { z } from 'zod';
import { ManifestTooNewError } from '../domain/errors.js';
import {
  isSessionId,
  parseShellId,
  type SessionId,
  type ShellId,
  shellNumber,
} from '../domain/ids.js';
import { MANIFEST_SCHEMA, type Manifest } from '../domain/manifest.js';
import type { Shell } from '../domain/shell.js';
import { decodeShell, encodeShell } from './shell-codec.js';
import { migrations } from './migrations.js';

export interface DecodedManifest {
  readonly manifest: Manifest;
  /** What could not be read, one sentence each; empty for an undamaged file. */
  readonly problems: readonly string[];
  /** False where `directory` is only a stand-in. */
  readonly isDirectoryKnown: boolean;
}

const time = z.iso.datetime({ offset: true });
const strings = z.record(z.string(), z.string());
const formNumber = z.int().positive().catch(MANIFEST_SCHEMA);

/** Field by field, so that one damaged field costs no other. */
const fields = {
  startTime: time,
  lastActive: time,
  directory: z.string().startsWith('/'),
  cwd: z.string().startsWith('/'),
  environment: z.looseObject({ set: strings, unset: z.array(z.string()) }),
  nextShell: z.int().positive(),
  backgroundTasks: z.record(z.string(), z.unknown()),
};

const names = z.array(z.string());
const fileVersion = z.looseObject({
  sha256: z.string().exactOptional(),
  size: z.int().nonnegative(),
  mtime: z.string(),
});

/** Those that a manifest may do without; one that is damaged is left out. */
const optionalFields = {
  title: z.string(),
  parent: z.looseObject({
    sessionId: z.custom<SessionId>((id) => typeof id === 'string' && isSessionId(id)),
    messages: z.int().nonnegative(),
  }),
  fileContext: z.looseObject({
    read: names.exactOptional(),
    modified: names.exactOptional(),
    created: names.exactOptional(),
    seen: z.record(z.string(), fileVersion).exactOptional(),
  }),
  permissions: z.looseObject({
    approvedTools: names.exactOptional(),
    directories: names.exactOptional(),
    granted: strings.exactOptional(),
  }),
};

type OptionalFields = {
  readonly [Name in keyof typeof optionalFields]?: NonNullable<Manifest[Name]>;
};

type Fields = { readonly [Name in keyof typeof fields]: z.infer<(typeof fields)[Name]> };

/**
 * Turns what JSON.parse gave for a manifest into a checked value. What cannot
 * be understood is replaced by a default and named in `problems`; fields of
 * unknown names are kept.
 *
 * @param value - Brought up to date first where an older release wrote it.
 * @param path - Named in errors only; nothing is read.
 * @param now - Stands in for times that are missing, ISO 8601.
 * @throws {ManifestTooNewError} when a later release wrote it.
 */
export function decodeManifest(
  value: unknown,
  sessionId: SessionId,
  path: string,
  now: string,
): DecodedManifest {
  const problems: string[] = [];
  const raw = migrate(toObject(value, problems), path);
  const read = <Name extends keyof Fields>(name: Name, fallback: Fields[Name]): Fields[Name] => {
    const result = fields[name].safeParse(raw[name]);
    if (result.success) return result.data as Fields[Name];
    problems.push(`its field "${name}" is ${raw[name] === undefined ? 'missing' : 'damaged'}`);
    return fallback;
  };

  const isDirectoryKnown = fields.directory.safeParse(raw['directory']).success;
  const directory = read('directory', '/');
  const shells = decodeShells(read('backgroundTasks', {}), problems);
  const highest = Math.max(0, ...[...shells.keys()].map(shellNumber));
  const manifest: Manifest = {
    sessionId,
    startTime: read('startTime', now),
    lastActive: read('lastActive', now),
    directory,
    cwd: read('cwd', directory),
    environment: read('environment', { set: {}, unset: [] }),
    nextShell: Math.max(read('nextShell', 1), highest + 1),
    shells,
    ...readOptional(raw, problems),
    unknownFields: omitKnown(raw),
  };
  return { manifest, problems, isDirectoryKnown };
}

function toObject(value: unknown, problems: string[]): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  problems.push('it holds no record at all');
  return { schema: MANIFEST_SCHEMA };
}

function migrate(raw: Record<string, unknown>, path: string): Record<string, unknown> {
  const schema = formNumber.parse(raw['schema']);
  if (schema > MANIFEST_SCHEMA) throw new ManifestTooNewError(path, schema);
  return migrations.slice(schema - 1).reduce((older, step) => step(older), raw);
}

function decodeShells(
  tasks: Readonly<Record<string, unknown>>,
  problems: string[],
): Map<ShellId, Shell> {
  const shells = new Map<ShellId, Shell>();
  for (const [key, task] of Object.entries(tasks)) {
    try {
      const id = parseShellId(key);
      shells.set(id, decodeShell(id, task));
    } catch {
      problems.push(`its record of ${key} is damaged`);
    }
  }
  return shells;
}

function readOptional(raw: Record<string, unknown>, problems: string[]): OptionalFields {
  const read: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(optionalFields)) {
    if (raw[name] === undefined) continue;
    if (schema.safeParse(raw[name]).success) read[name] = raw[name];
    else problems.push(`its field "${name}" is damaged`);
  }
  return read;
}

function omitKnown(raw: Record<string, unknown>): Record<string, unknown> {
  const known = new Set([
    ...Object.keys(fields),
    ...Object.keys(optionalFields),
    'schema',
    'sessionId',
  ]);
  return Object.fromEntries(Object.entries(raw).filter(([name]) => !known.has(name)));
}

/** A manifest as its file holds it: JSON, indented for people, with a newline at the end. */
export function encodeManifest(manifest: Manifest): string {
  const { sessionId, startTime, lastActive, directory, cwd, environment, nextShell } = manifest;
  const { title, parent, fileContext, permissions } = manifest;
  const { messages, ...unknownFields } = manifest.unknownFields;
  const backgroundTasks = Object.fromEntries(
    [...manifest.shells].map(([id, shell]) => [id, encodeShell(shell)]),
  );
  const record = {
    schema: MANIFEST_SCHEMA,
    sessionId,
    startTime,
    lastActive,
    directory,
    cwd,
    environment,
    nextShell,
    backgroundTasks,
    // JSON leaves out what is undefined. The order is that of the specification, messages included.
    ...{ title, parent, messages, fileContext, permissions },
    ...unknownFields,
  };
  return `${JSON.stringify(record, undefined, 1)}\n`;
}
