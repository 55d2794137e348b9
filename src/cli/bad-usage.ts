import { stripVTControlCharacters } from 'node:util';
import type { Command, Errors } from '@oclif/core';
import { type ExpectedError, InvalidInputError } from '../domain/errors.js';
import { findNearest } from '../domain/find-nearest.js';
import { quoteForPeople, toPrintable } from '../domain/printable.js';
import { flagsOf } from './read-arguments.js';

/** What oclif tells of a command line that it cannot read, in fields that depend on what is wrong. */
interface Misread extends Errors.CLIError {
  readonly flags?: readonly string[];
  readonly args?: readonly (string | { readonly name: string; readonly description?: string })[];
}

/** What it puts around the message of a value that one of our flags has refused. */
const AROUND_REFUSAL = /^Parsing --(\S+) \n\t([^]*)\nSee more help with --help$/;

/** The refusal of a flag's value, in our words again, with the flag's name before it. */
export function unwrapRefusal(error: ExpectedError): ExpectedError {
  const match = AROUND_REFUSAL.exec(error.message);
  if (match === null) return error;
  const { code, hint } = error;
  return new InvalidInputError(`--${match[1] ?? ''}: ${match[2] ?? ''}`, hint, code);
}

/** Says what is wrong with a command line that oclif cannot read, in the form of every other error. */
export function describeBadUsage(error: Errors.CLIError, command: Command.Class): ExpectedError {
  const name = `claude ${command.id.replaceAll(':', ' ')}`;
  const flags = flagsOf(command);
  const { message, hint = '' } = explain(error, name, Object.keys(flags), (flag) => {
    const found = flags[flag];
    return found?.type === 'option' ? `--${flag} ${found.helpValue?.toString() ?? 'VALUE'}` : '';
  });
  return new InvalidInputError(message, `${hint} See "${name} --help".`.trim(), 'WRONG_USAGE');
}

interface Explanation {
  readonly message: string;
  readonly hint?: string;
}

function explain(
  error: Misread,
  name: string,
  known: readonly string[],
  formOf: (flag: string) => string,
): Explanation {
  if (error.flags !== undefined) return explainUnknownFlag(error.flags[0] ?? '', name, known);
  const [argument] = error.args ?? [];
  if (typeof argument === 'string')
    return { message: `"${name}" takes no argument ${quoteForPeople(argument)}.` };
  if (argument !== undefined) {
    const { name: missing, description = '' } = argument;
    return { message: `"${name}" needs ${missing.toUpperCase()}: ${description}` };
  }
  const text = stripVTControlCharacters(error.message).replace(/\nSee more help with --help$/, '');
  for (const { form, say } of FORMS) {
    const match = form.exec(text);
    if (match !== null) return say(match.slice(1).map(toSafe), formOf);
  }
  return { message: toPrintable(text) };
}

/** A part of a form that may be left out stays out. */
function toSafe(part: string | undefined): string | undefined {
  return part === undefined ? undefined : toPrintable(part);
}

function explainUnknownFlag(typed: string, name: string, known: readonly string[]): Explanation {
  const flag = typed.split('=', 1)[0] ?? '';
  const near = findNearest(
    [flag.replace(/^--?/, '')],
    known.map((one) => [one]),
  );
  return {
    message: `"${name}" has no flag ${toPrintable(flag)}.`,
    ...(near !== undefined && { hint: `Did you mean --${near.join()}?` }),
  };
}

/** Messages of oclif, and what we say instead. One that is not here is shown as it is. */
const FORMS: readonly {
  readonly form: RegExp;
  readonly say: (
    parts: readonly (string | undefined)[],
    formOf: (flag: string) => string,
  ) => Explanation;
}[] = [
  {
    form: /^Flag --(\S+) expects (?:a|one of these) value/,
    say: ([flag = ''], formOf) => ({
      message: `--${flag} needs a value.`,
      hint: `Write it as ${formOf(flag)}.`,
    }),
  },
  {
    form: /^Flag --(\S+) can only be specified once$/,
    say: ([flag = '']) => ({ message: `--${flag} may be given once only.` }),
  },
  {
    form: /^Expected (?:--(\S+?)=)?([^]*) to be one of: (.*)$/,
    say: ([flag, value = '', options = '']) => ({
      message: `${flag === undefined ? '' : `--${flag}: `}${quoteForPeople(value)} is not one of ${options}.`,
    }),
  },
  {
    form: /--([\w-]+)=[^]* cannot also be provided when using --([\w-]+)/,
    say: ([one = '', other = '']) => ({
      message: `${[`--${one}`, `--${other}`].sort().join(' and ')} exclude each other.`,
      hint: 'Leave one of them out.',
    }),
  },
  {
    form: /All of the following must be provided when using --([\w-]+): (.*)/,
    say: ([flag = '', others = '']) => ({ message: `--${flag} needs ${others}.` }),
  },
  {
    form: /^Parsing --(\S+) \n\tExpected an integer but received: ([^]*)$/,
    say: ([flag = '', value = ''], formOf) => ({
      message: `--${flag}: ${quoteForPeople(value)} is not a whole number.`,
      hint: `Write it as ${formOf(flag)}, with a whole number.`,
    }),
  },
  {
    form: /^Parsing --(\S+) \n\tExpected an integer (less|greater) than or equal to (\d+) but received: ([^]*)$/,
    say: ([flag = '', side = '', limit = '', value = ''], formOf) => ({
      message: `--${flag}: ${value} is ${side === 'less' ? 'more' : 'less'} than ${limit}.`,
      hint: `Write it as ${formOf(flag)}, with a whole number.`,
    }),
  },
];
