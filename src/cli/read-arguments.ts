import type { Command, Interfaces } from '@oclif/core';

export type Flag = Interfaces.Flag<unknown>;

/** What stands on the line behind the command's name. */
export interface Arguments {
  readonly flags: Readonly<Record<string, Flag>>;
  readonly operands: readonly string[];
  /** The number of the first operand, or of what follows `--`. */
  readonly firstOperand: number | undefined;
  /** Names of the flags that are there. */
  readonly given: ReadonlySet<string>;
  readonly session: string | undefined;
  /** The last word is a flag, and its value is being typed. */
  readonly open: Flag | undefined;
  /** A `--` says that no flag follows. */
  readonly isClosed: boolean;
}

/** @param words - All that are whole. */
export function readArguments(
  words: readonly string[],
  flags: Readonly<Record<string, Flag>>,
): Arguments {
  const operands: string[] = [];
  const given = new Set<string>();
  let session: string | undefined;
  let open: Flag | undefined;
  let firstOperand: number | undefined;
  let isClosed = false;
  for (const [index, word] of words.entries()) {
    if (open !== undefined) {
      if (open.name === 'session') session = word;
      // bash takes `=` for a word.
      if (word !== '=') open = undefined;
    } else if (word === '--' && !isClosed) {
      isClosed = true;
      firstOperand ??= index + 1;
    } else if (word.startsWith('-') && !isClosed) {
      const flag = findFlag(flags, word.split('=', 1)[0] ?? '');
      if (flag !== undefined) given.add(flag.name);
      const hasValue = word.includes('=');
      if (flag?.name === 'session' && hasValue) session = word.slice(word.indexOf('=') + 1);
      if (flag?.type === 'option' && !hasValue) open = flag;
    } else {
      operands.push(word);
      firstOperand ??= index;
    }
  }
  return { flags, operands, firstOperand, given, session, open, isClosed };
}

/** The command's own flags, with those that oclif and `main.ts` add. Each knows its name. */
export function flagsOf(command: Command.Class): Record<string, Flag> {
  const own: Record<string, Flag> = { ...command.baseFlags, ...command.flags };
  const all = Object.entries(own).map(([name, flag]) => [name, { ...flag, name }] as const);
  const json = { name: 'json', type: 'boolean', description: 'Format output as json.' } as Flag;
  const help = { name: 'help', type: 'boolean', description: 'Show help.' } as Flag;
  return { ...Object.fromEntries(all), ...(command.enableJsonFlag && { json }), help };
}

export function findFlag(flags: Readonly<Record<string, Flag>>, word: string): Flag | undefined {
  if (word.startsWith('--')) return flags[word.slice(2)];
  return Object.values(flags).find(({ char }) => char !== undefined && `-${char}` === word);
}
