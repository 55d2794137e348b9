import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ExpectedError } from '../domain/errors.js';
import { parseDuration, parseSize } from '../domain/quantities.js';
import { isErrno } from '../os/errno.js';
import { DEFAULT_MAX_OUTPUT_BYTES } from './shell-codec.js';

export interface Settings {
  readonly maxOutputBytes: number;
  readonly idleExitMs: number;
  readonly killGraceMs: number;
  /** Absolute path or a name to look up on PATH; `undefined`: the caller's `$SHELL`, else `/bin/sh`. */
  readonly interpreter: string | undefined;
}

export const DEFAULT_SETTINGS: Settings = {
  maxOutputBytes: DEFAULT_MAX_OUTPUT_BYTES,
  idleExitMs: 1000 * 60 * 10,
  killGraceMs: 1000 * 5,
  interpreter: undefined,
};

const duration = z.string().transform(parseDuration);
const size = z.string().transform(parseSize);

/** Dotted names, or objects within objects: `{"kill.grace": "5s"}` and `{"kill": {"grace": "5s"}}` are one. */
const known = {
  'output.maxSize': size,
  'supervisor.idleExit': duration,
  'kill.grace': duration,
  'bash.interpreter': z.string().min(1),
};

type Name = keyof typeof known;

/**
 * Reads `settings.json`. A file that is not there means the defaults.
 *
 * @throws {ExpectedError} `SETTINGS_INVALID`, naming file and key.
 */
export function readSettings(path: string): { settings: Settings; unknownKeys: readonly string[] } {
  const values = new Map<Name, unknown>();
  const unknownKeys: string[] = [];
  for (const [key, value] of flatten(readObject(path))) {
    if (!isKnown(key)) {
      unknownKeys.push(key);
      continue;
    }
    values.set(key, parseValue(path, key, value));
  }
  const settings: Settings = {
    maxOutputBytes:
      (values.get('output.maxSize') as number | undefined) ?? DEFAULT_SETTINGS.maxOutputBytes,
    idleExitMs:
      (values.get('supervisor.idleExit') as number | undefined) ?? DEFAULT_SETTINGS.idleExitMs,
    killGraceMs: (values.get('kill.grace') as number | undefined) ?? DEFAULT_SETTINGS.killGraceMs,
    interpreter: values.get('bash.interpreter') as string | undefined,
  };
  return { settings, unknownKeys };
}

function isKnown(key: string): key is Name {
  return Object.hasOwn(known, key);
}

function parseValue(path: string, key: Name, value: unknown): unknown {
  try {
    return known[key].parse(value);
  } catch (cause) {
    const why = cause instanceof ExpectedError ? cause.message : 'It has the wrong type.';
    throw invalid(path, `"${key}" in ${path} has a bad value. ${why}`, cause);
  }
}

function readObject(path: string): object {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return {};
    if (isErrno(error, 'EMFILE', 'ENFILE')) throw error; // nothing is wrong with the file
    throw invalid(path, `${path} cannot be read.`, error);
  }
  try {
    return z.looseObject({}).parse(JSON.parse(text));
  } catch (error) {
    throw invalid(path, `${path} is not a JSON object.`, error);
  }
}

function invalid(path: string, message: string, cause: unknown): ExpectedError {
  return new ExpectedError('SETTINGS_INVALID', message, {
    hint: `Correct ${path}, or move it away to use the defaults.`,
    cause,
  });
}

function flatten(value: object, prefix = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const key = `${prefix}${name}`;
    return typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? flatten(inner, `${key}.`)
      : [[key, inner] satisfies [string, unknown]];
  });
}
