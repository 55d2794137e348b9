import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command, Interfaces } from '@oclif/core';
import { describe, expect, test } from 'vitest';
import { COMMAND_MODULES } from '../../src/cli/commands.js';

const SNAPSHOT = join(import.meta.dirname, 'commands.json');
const HOW_TO_UPDATE =
  'The command line is a contract. Where a change of it is meant, write the new one down with ' +
  '"UPDATE_COMMANDS=1 npx vitest run --project contract test/contract/commands.test.ts".';

/** What scripts can rely on of one command. Texts are not part of it. */
interface CommandContract {
  /** Takes `--json`. */
  readonly json: boolean;
  readonly strict: boolean;
  readonly args: Readonly<Record<string, object>>;
  readonly flags: Readonly<Record<string, object>>;
}

const commands = Object.fromEntries(
  await Promise.all(
    Object.entries(COMMAND_MODULES).map(
      async ([id, load]) => [id.replaceAll(':', ' '), (await load()).default] as const,
    ),
  ),
);

test('the commands, their flags and their arguments are those that were agreed on', async () => {
  const contract = sorted(commands, toContract);
  if (process.env['UPDATE_COMMANDS'] === '1')
    await writeFile(SNAPSHOT, `${JSON.stringify(contract, undefined, 2)}\n`);
  expect(contract, HOW_TO_UPDATE).toEqual(JSON.parse(await readFile(SNAPSHOT, 'utf8')));
});

describe.each(Object.entries(commands))('claude %s', (_id, command) => {
  test('says what it does, and shows how', () => {
    expect(command.summary).toMatch(/^[A-Z].*\.$/);
    expect(command.examples).not.toHaveLength(0);
  });

  test('describes each flag and argument in a sentence', () => {
    const parts = Object.values({ ...command.flags, ...command.args });
    for (const { description } of parts) expect(description).toMatch(/^\S.*\.$/s);
  });
});

function toContract({
  enableJsonFlag,
  strict,
  args,
  flags,
  baseFlags,
}: Command.Class): CommandContract {
  return {
    json: enableJsonFlag,
    strict,
    args: sorted(args, ({ required = false }) => ({ required })),
    flags: sorted({ ...baseFlags, ...flags }, toFlagContract),
  };
}

function toFlagContract(flag: Interfaces.Flag<unknown>): object {
  return {
    type: flag.type,
    ...(flag.char === undefined ? {} : { char: flag.char }),
    ...(flag.required === true ? { required: true } : {}),
    ...(flag.type === 'option' && flag.multiple === true ? { multiple: true } : {}),
    ...(flag.type === 'option' && flag.options !== undefined ? { options: flag.options } : {}),
    ...(flag.type === 'boolean' && flag.allowNo ? { allowNo: true } : {}),
    ...(flag.aliases === undefined ? {} : { aliases: flag.aliases }),
    ...(flag.exclusive === undefined ? {} : { exclusive: flag.exclusive }),
    ...(flag.default === undefined || flag.default === false ? {} : { default: flag.default }),
  };
}

function sorted<T, Result>(
  record: Readonly<Record<string, T>>,
  change: (value: T) => Result,
): Record<string, Result> {
  return Object.fromEntries(
    Object.entries(record)
      .sort(([a], [b]) => a.localeCompare(b, 'en'))
      .map(([name, value]) => [name, change(value)]),
  );
}
