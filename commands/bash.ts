import { Args, Flags } from '@oclif/core';
import { BaseCommand, sessionFlag } from '../src/cli/base-command.js';
import { durationFlag, nameFlag, outputCapFlag, parseAssignments } from '../src/cli/flags.js';
import { policyFlags, toPolicy } from '../src/cli/policy-flags.js';
import { runInBackground } from '../src/cli/run-in-background.js';
import { runInForeground } from '../src/cli/run-in-foreground.js';
import { splitCommandLine } from '../src/cli/split-command-line.js';
import { parseFilter } from '../src/operations/filter-lines.js';

export default class Bash extends BaseCommand {
  static override summary = 'Run a command in a shell that outlives this terminal.';
  static override description =
    'One argument is a shell command line; several are passed on as they were typed. In the foreground, the output streams, and "cd" and "export" hold for the next command of the session. The session is made where there is none.';
  static override usage = 'bash [FLAGS] [--] COMMAND…';
  static override examples = [
    '<%= config.bin %> bash -b "npm run dev"',
    '<%= config.bin %> bash -b --ready-port 8080 -- python3 -m http.server 8080',
    '<%= config.bin %> bash -b --restart on-failure:5 --env PORT=3000 -- npm start',
    '<%= config.bin %> bash "cd server && npm test"',
  ];
  static override strict = false;
  static override args = { command: Args.string({ description: 'What to run.' }) };
  static override flags = {
    ...sessionFlag,
    // Without a default, which would count as given where another flag depends on it.
    background: Flags.boolean({ char: 'b', description: 'Run it in the background.' }),
    name: nameFlag({ description: 'Shown in listings.' }),
    cwd: Flags.string({
      description: 'Where it runs. Default: where the session is.',
      helpValue: 'DIR',
    }),
    env: Flags.string({
      description: 'Set a variable for it.',
      helpValue: 'K=V',
      multiple: true,
      multipleNonGreedy: true,
    }),
    ...policyFlags,
    'background-after': durationFlag({
      description: 'Let it go on in the background after this long.',
      exclusive: ['background'],
    }),
    'max-output': outputCapFlag({
      description: 'Output to keep; the oldest is dropped. Default: 64MB.',
    }),
    'ready-port': Flags.integer({
      description: 'Return when it listens on this port, or on any.',
      min: 0,
      max: 65_535,
      helpValue: '[N]',
      dependsOn: ['background'],
    }),
    'ready-output': Flags.string({
      description: 'Return when it prints this.',
      helpValue: 'REGEX',
      dependsOn: ['background'],
      exclusive: ['ready-port'],
    }),
    'ready-timeout': durationFlag({ description: 'Wait no longer for that. Default: 30s.' }),
    stdin: Flags.boolean({
      default: false,
      description: 'Give it an input: see "claude send".',
      exclusive: ['tty'],
    }),
    tty: Flags.boolean({ default: false, description: 'Give it a terminal to run in.' }),
  };

  async run(): Promise<unknown> {
    this.argv = splitCommandLine(this.argv, Bash.flags);
    const { flags } = await this.parse(Bash);
    // Not the words that oclif gives: it moves one that occurs twice to where it occurs first.
    const end = this.argv.indexOf('--');
    const input = {
      words: end === -1 ? [] : this.argv.slice(end + 1),
      name: flags.name,
      cwd: flags.cwd,
      set: parseAssignments(flags.env ?? []),
      maxOutputBytes: flags['max-output'],
      policy: toPolicy(flags),
      input: flags.tty ? ('tty' as const) : flags.stdin ? ('stdin' as const) : undefined,
    };
    const context = this.openContext(flags.session);
    if (!flags.background)
      return runInForeground(
        context,
        { ...input, backgroundAfterMs: flags['background-after'] },
        this.jsonEnabled(),
      );
    return runInBackground(context, input, {
      readiness: toReadiness(flags),
      timeoutMs: flags['ready-timeout'] ?? 30_000,
      print: (text) => this.print(text),
    });
  }
}

function toReadiness(flags: {
  'ready-port'?: number | undefined;
  'ready-output'?: string | undefined;
}): Parameters<typeof runInBackground>[2]['readiness'] {
  const { 'ready-port': port, 'ready-output': pattern } = flags;
  if (pattern !== undefined) return { kind: 'output', pattern: parseFilter(pattern) };
  if (port === undefined) return undefined;
  return { kind: 'port', port: port === 0 ? undefined : port };
}
