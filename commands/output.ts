import { Args, Flags } from '@oclif/core';
import { BaseCommand, sessionFlag } from '../src/cli/base-command.js';
import { durationFlag } from '../src/cli/flags.js';
import { toOutputJson } from '../src/cli/output-json.js';
import { describeChunk, describeLosses } from '../src/cli/render-output.js';
import { OutputClosedError, writeOutput } from '../src/cli/write-output.js';
import { parseFilter } from '../src/operations/filter-lines.js';
import { awaitOutput, followOutput } from '../src/operations/follow-output.js';
import {
  type OutputChunk,
  type ReadMode,
  readOutput,
  type ReadOutputInput,
} from '../src/operations/read-output.js';

export default class Output extends BaseCommand {
  static override summary = 'Print what a shell has written since the last read.';
  static override description =
    'The read position is kept with the session: what was printed once is not printed again, also after a resume.';
  static override examples = [
    '<%= config.bin %> output bash_1',
    '<%= config.bin %> output bash_1 --tail 20',
    '<%= config.bin %> output bash_1 --wait 30s --filter "error|warning"',
    '<%= config.bin %> output bash_1 --follow',
  ];
  static override args = {
    shell: Args.string({ description: 'bash_3, or SESSION/bash_3.', required: true }),
  };
  static override flags = {
    ...sessionFlag,
    peek: Flags.boolean({ default: false, description: 'Leave the read position where it is.' }),
    'from-start': Flags.boolean({
      default: false,
      description: 'Begin again with the oldest output kept.',
      exclusive: ['tail', 'peek'],
    }),
    tail: Flags.integer({
      description: 'The last lines, whether read or not; leaves the position.',
      min: 1,
      helpValue: 'N',
    }),
    filter: Flags.string({
      description: 'Only lines that match; the others count as read.',
      helpValue: 'REGEX',
    }),
    wait: durationFlag({
      description: 'Wait until there is something new, or the shell ends.',
      exclusive: ['follow'],
    }),
    follow: Flags.boolean({ default: false, description: 'Go on until the shell ends.' }),
    'max-bytes': Flags.integer({
      description: 'Most bytes to print at once.',
      default: 30_000,
      min: 4,
      max: 1024 * 1024 * 1024,
      helpValue: 'N',
    }),
  };

  /** Everything is printed by `deliver`, before the position moves. */
  async run(): Promise<undefined> {
    const { args, flags } = await this.parse(Output);
    const input: ReadOutputInput = {
      shell: args.shell,
      mode: toMode(flags),
      filter: flags.filter === undefined ? undefined : parseFilter(flags.filter),
      maxBytes: flags['max-bytes'],
    };
    const context = this.openContext(flags.session);
    try {
      if (flags.follow) await followOutput(context, input, (chunk) => this.deliver(chunk, true));
      else if (flags.wait === undefined)
        await readOutput(context, input, (chunk) => this.deliver(chunk, false));
      else await awaitOutput(context, input, flags.wait, (chunk) => this.deliver(chunk, false));
    } catch (error) {
      // As with `| head`: what was not taken is not counted as read.
      if (!(error instanceof OutputClosedError)) throw error;
    }
    return undefined;
  }

  /** Resolves when what was read is out of our hands: only then it counts as read. */
  private async deliver(chunk: OutputChunk, isFollowing: boolean): Promise<void> {
    if (this.jsonEnabled()) {
      const json = toOutputJson(chunk);
      await writeOutput(`${JSON.stringify(json, undefined, isFollowing ? undefined : 2)}\n`);
      for (const line of describeLosses(chunk)) this.notice(line);
      return;
    }
    await writeOutput(chunk.output);
    const endsLine = chunk.output.length === 0 || chunk.output.at(-1) === 10;
    if (process.stdout.isTTY && !endsLine && !isFollowing) await writeOutput('\n');
    for (const line of describeChunk(chunk, isFollowing)) this.notice(line);
  }
}

function toMode(flags: {
  peek: boolean;
  'from-start': boolean;
  tail?: number | undefined;
}): ReadMode {
  if (flags.tail !== undefined) return { kind: 'tail', lines: flags.tail };
  if (flags['from-start']) return { kind: 'from-start' };
  return { kind: flags.peek ? 'peek' : 'new' };
}
