import { join } from 'node:path';
import { type Command, Config, Errors, Help, Plugin, settings } from '@oclif/core';
import { exitCodeFor } from '../domain/exit-codes.js';
import { COMMAND_MODULES } from './commands.js';
import { PACKAGE, reportErrors, runCommand } from './run-command.js';
import { describeUnknownCommand } from './unknown-command.js';

const ROOT = join(import.meta.dirname, '../..');
const IDS = Object.keys(COMMAND_MODULES);
const HELP_FLAGS = ['--help', '-h'];
const VERSION_FLAGS = ['--version', '-v'];

/** Where oclif's `explicit` strategy finds the commands: those that this run has loaded. */
export const COMMANDS: Record<string, Command.Class> = {};

/** The commands this run has run. The loader keeps compiled code for those it has seen so far. */
export const usedParts = new Set<string>();

/**
 * Runs a command line, which is what follows the program's name, to its end.
 *
 * A failure that the user can act on is printed and ends the process with its
 * exit code. A bug rejects, so that it ends the process with its stack.
 */
export async function run(argv: readonly string[]): Promise<void> {
  // oclif would look for TypeScript sources where NODE_ENV is `test` or `development`.
  settings.enableAutoTranspile = false;
  await reportErrors(() => dispatch(argv));
}

async function dispatch(argv: readonly string[]): Promise<void> {
  if (argv[0] === 'autocomplete' && argv[1] === '--complete') return printCompletion(argv.slice(3));
  const words = wordsBeforeFlags(argv);
  const id = findLongest(words, (name) => Object.hasOwn(COMMAND_MODULES, name));
  if (id !== undefined) {
    await loadAndRun(id, argv.slice(id.split(':').length));
  } else if (VERSION_FLAGS.includes(argv[0] ?? '')) {
    const { platform, arch, version } = process;
    process.stdout.write(
      `${PACKAGE.name}/${PACKAGE.version} ${platform}-${arch} node-${version}\n`,
    );
  } else if (words.length === 0 || words[0] === 'help' || isTopic(words)) {
    await showHelp(words[0] === 'help' ? words.slice(1) : words);
  } else {
    reportUnknown(words, argv.includes('--json'));
  }
}

/** Loads one command only, so that a run costs the same however many there are. */
async function loadAndRun(id: string, args: readonly string[]): Promise<void> {
  const command = await loadCommand(id);
  if (asksForHelp(command, args)) return showHelp(id.split(':'));
  usedParts.add(id);
  await runCommand(id, command, args);
}

/** What the scripts of `claude autocomplete` ask at each press of the key: `--complete -- WORD…`. */
async function printCompletion(words: readonly string[]): Promise<void> {
  usedParts.add('--complete');
  const { complete } = await import('./complete.js');
  const { renderCompletion } = await import('./render-completion.js');
  process.stdout.write(renderCompletion(await complete(words)));
}

/** A command that is not strict takes words of others, `--help` among them: there it has to come first. */
function asksForHelp({ strict }: Command.Class, args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const own = strict ? args.slice(0, end === -1 ? undefined : end) : args.slice(0, 1);
  return own.some((arg) => arg === '--help') || HELP_FLAGS.includes(args[0] ?? '');
}

async function showHelp(words: readonly string[]): Promise<void> {
  const isKnown = words.length === 0 || IDS.includes(words.join(':')) || isTopic(words);
  if (!isKnown) {
    reportUnknown(words, false);
    return;
  }
  await Promise.all(IDS.map(loadCommand));
  const config = await loadConfig();
  await new Help(config, PACKAGE.oclif.helpOptions).showHelp([...words]);
}

function reportUnknown(words: readonly string[], json: boolean): void {
  const error = describeUnknownCommand(words, IDS);
  const { code, message, hint } = error;
  const exit = exitCodeFor(code);
  if (!json) throw new Errors.CLIError(message, { code, suggestions: [hint], exit });
  process.stdout.write(`${JSON.stringify({ error })}\n`);
  process.exitCode = exit;
}

async function loadCommand(id: string): Promise<Command.Class> {
  const load = COMMAND_MODULES[id];
  if (load === undefined) throw new Error(`no command ${id}`);
  return (COMMANDS[id] = (await load()).default);
}

/** Knows the commands loaded so far. Reads no file: no package.json, no manifest, no plugins, no theme. */
async function loadConfig(): Promise<Config> {
  const plugin = new Plugin({ isRoot: true, ignoreManifest: true, pjson: PACKAGE, root: ROOT });
  await plugin.load();
  const config = new Unthemed({
    pjson: PACKAGE,
    plugins: new Map([[plugin.name, plugin]]),
    root: ROOT,
  });
  await config.load();
  return config;
}

/** Without oclif's look for a `theme.json` in the user's configuration. */
class Unthemed extends Config {
  override loadTheme(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

function wordsBeforeFlags(argv: readonly string[]): readonly string[] {
  const flag = argv.findIndex((word) => word.startsWith('-'));
  return flag === -1 ? argv : argv.slice(0, flag);
}

/** `supervisor status now` is the command `supervisor:status` and one argument. */
function findLongest(
  words: readonly string[],
  isCommand: (id: string) => boolean,
): string | undefined {
  return words
    .map((_, last) => words.slice(0, words.length - last).join(':'))
    .find((id) => isCommand(id));
}

function isTopic(words: readonly string[]): boolean {
  return IDS.some((id) => id.startsWith(`${words.join(':')}:`));
}
