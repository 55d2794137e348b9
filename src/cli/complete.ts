import type { Command } from '@oclif/core';
import {
  type Candidate,
  type Completion,
  fitCandidates,
  NOTHING_FITS,
  parseTypedWords,
  type TypedWord,
} from '../domain/completion.js';
import { listSessionNames, listShellNames } from '../operations/list-names.js';
import { COMMAND_MODULES } from './commands.js';
import { type Arguments, findFlag, type Flag, flagsOf, readArguments } from './read-arguments.js';

const IDS = Object.keys(COMMAND_MODULES);
/** These can do something with a shell only while it is live. */
const FOR_LIVE_SHELLS = ['kill', 'send', 'wait'];
/** Its words, from the first that is no flag, are a command line of their own. */
const RUNS_A_COMMAND = 'bash';
const SIGNALS = ['HUP', 'INT', 'QUIT', 'KILL', 'TERM', 'USR1', 'USR2', 'STOP', 'CONT', 'WINCH'];

/**
 * Finds how a command line can go on. Loads at most the one command that it
 * names, reads a few small files, and starts nothing.
 *
 * @param words - Those that follow the program's name; the last is being typed, and may be empty.
 */
export async function complete(words: readonly string[]): Promise<Completion> {
  const typed = parseTypedWords(words);
  const { id, used } = findCommand(typed.before);
  if (id === undefined) return completeName(typed);
  const command = await COMMAND_MODULES[id]?.();
  if (command === undefined) return NOTHING_FITS;
  const line = readArguments(typed.before.slice(used), flagsOf(command.default));
  if (id === RUNS_A_COMMAND && line.firstOperand !== undefined)
    return { kind: 'command', offset: 1 + used + line.firstOperand };

  const valueOf = typed.flag === undefined ? line.open : findFlag(line.flags, typed.flag);
  if (valueOf !== undefined) return completeValue(valueOf, typed, line);
  if (typed.flag !== undefined) return NOTHING_FITS;
  if (typed.typed.startsWith('-') && !line.isClosed) return fitCandidates(listFlags(line), typed);
  if (id === RUNS_A_COMMAND) return { kind: 'command', offset: 1 + typed.before.length };
  return completeOperand(id, command.default, typed, line);
}

/** Of `supervisor logs --lines`: the command `supervisor:logs`, which took two words. */
function findCommand(before: readonly string[]): { id: string | undefined; used: number } {
  const flag = before.findIndex((word) => word.startsWith('-'));
  const names = flag === -1 ? before : before.slice(0, flag);
  for (let used = names.length; used > 0; used -= 1) {
    const id = names.slice(0, used).join(':');
    if (IDS.includes(id)) return { id, used };
  }
  return { id: undefined, used: 0 };
}

/** Names of commands and topics, one word at a time. */
function completeName(typed: TypedWord): Completion {
  const words = typed.before[0] === 'help' ? typed.before.slice(1) : typed.before;
  const names = new Set(
    IDS.map((id) => id.split(':'))
      .filter((parts) => words.every((word, index) => parts[index] === word))
      .flatMap((parts) => parts[words.length] ?? []),
  );
  if (typed.before.length === 0) ['help', '--help', '--version'].forEach((name) => names.add(name));
  const isFlag = typed.typed.startsWith('-');
  const fitting = [...names].filter((name) => name.startsWith('-') === isFlag);
  return fitCandidates(fitting.sort().map(undescribed), typed);
}

function listFlags({ flags, given }: Arguments): Candidate[] {
  return Object.values(flags)
    .filter((flag) => flag.hidden !== true && (!given.has(flag.name) || isRepeatable(flag)))
    .map(({ name, summary, description }) => ({
      value: `--${name}`,
      description: summary ?? description ?? '',
    }));
}

function isRepeatable(flag: Flag): boolean {
  return flag.type === 'option' && flag.multiple === true;
}

function completeValue(flag: Flag, typed: TypedWord, line: Arguments): Completion {
  if (flag.type !== 'option') return NOTHING_FITS;
  if (flag.options !== undefined) return fitCandidates(flag.options.map(undescribed), typed);
  if (flag.name === 'session') return fitCandidates(listSessionNames(typed.typed), typed);
  if (flag.name === 'signal') return fitCandidates(SIGNALS.map(undescribed), typed);
  switch (flag.helpValue) {
    case 'SHELL':
      return fitCandidates(listShellNames(line.session, { liveOnly: true }), typed);
    case 'DIR':
      return { kind: 'directories' };
    case 'FILE':
    case 'PATH':
      return { kind: 'files' };
    case undefined:
    default:
      return NOTHING_FITS;
  }
}

function completeOperand(
  id: string,
  command: Command.Class,
  typed: TypedWord,
  { operands, session }: Arguments,
): Completion {
  const names = Object.keys(command.args);
  const isMore = operands.length >= names.length;
  const name = isMore && !command.strict ? names.at(-1) : names[operands.length];
  if (name === undefined) return completeName(typed); // `sessions` is a command and a topic
  const options = command.args[name]?.options;
  if (options !== undefined) return fitCandidates(options.map(undescribed), typed);
  const unnamed = ({ value }: Candidate): boolean => !operands.includes(value);
  switch (name) {
    case 'shell': {
      const shells = listShellNames(session, { liveOnly: FOR_LIVE_SHELLS.includes(id) });
      return fitCandidates(shells.filter(unnamed), typed);
    }
    case 'id':
    case 'session':
      return fitCandidates(listSessionNames(typed.typed).filter(unnamed), typed);
    case 'file':
      return { kind: 'files' };
    default:
      return NOTHING_FITS;
  }
}

function undescribed(value: string): Candidate {
  return { value, description: '' };
}
