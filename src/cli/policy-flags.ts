import { resolve } from 'node:path';
import { Flags } from '@oclif/core';
import { InvalidInputError } from '../domain/errors.js';
import { quoteForPeople } from '../domain/printable.js';
import { DEFAULT_MAX_RESTARTS, type RestartRule, type RunPolicy } from '../domain/run-policy.js';
import { whyNotReadable } from '../os/readable-path.js';
import { durationFlag, sizeFlag } from './flags.js';

/** What the supervisor is to do with a shell without being asked. */
export const policyFlags = {
  timeout: durationFlag({ description: 'Kill it after this long.' }),
  restart: Flags.custom<RestartRule>({ parse: (text) => Promise.resolve(parseRestart(text)) })({
    description: 'Start it again when it ends: no, on-failure[:N] or always.',
    helpValue: 'RULE',
  }),
  watch: Flags.string({
    description: 'Start it again when this file or folder changes.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'PATH',
  }),
  'max-memory': sizeFlag({ description: 'Start it again when it and its children use more.' }),
  'idle-timeout': durationFlag({
    description: 'Kill it when it neither prints nor computes for so long.',
  }),
};

interface PolicyValues {
  readonly timeout?: number | undefined;
  readonly restart?: RestartRule | undefined;
  readonly watch?: readonly string[] | undefined;
  readonly 'max-memory'?: number | undefined;
  readonly 'idle-timeout'?: number | undefined;
}

/** @returns `undefined` where nothing is to be done with the shell. @throws {InvalidInputError} */
export function toPolicy(flags: PolicyValues): RunPolicy | undefined {
  const watch = (flags.watch ?? []).map((path) => resolve(path));
  for (const path of watch) {
    const why = whyNotReadable(path);
    if (why === undefined) continue;
    throw new InvalidInputError(
      `${quoteForPeople(path)} cannot be watched: ${why}.`,
      'Name a file or folder that exists, with --watch.',
      'WATCH_PATH_NOT_FOUND',
    );
  }
  const { timeout, restart, 'max-memory': maxMemoryBytes, 'idle-timeout': idleTimeoutMs } = flags;
  const limits = { timeoutMs: timeout, maxMemoryBytes, idleTimeoutMs };
  const isNothing =
    restart === undefined &&
    watch.length === 0 &&
    Object.values(limits).every((limit) => limit === undefined);
  return isNothing ? undefined : { restart: restart ?? { kind: 'no' }, watch, ...limits };
}

/** `no`, `on-failure`, `on-failure:5`, `always`. @throws {InvalidInputError} */
function parseRestart(text: string): RestartRule {
  if (text === 'no' || text === 'always') return { kind: text };
  const match = /^on-failure(?::([1-9]\d{0,5}))?$/.exec(text);
  if (match !== null) {
    return { kind: 'on-failure', maxRestarts: Number(match[1] ?? DEFAULT_MAX_RESTARTS) };
  }
  throw new InvalidInputError(
    `${quoteForPeople(text)} is not a restart rule.`,
    'Say no, on-failure, on-failure:5 or always.',
    'INVALID_RESTART',
  );
}
