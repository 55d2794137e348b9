import { Args, Flags } from '@oclif/core';
import { BaseCommand, sessionFlag } from '../src/cli/base-command.js';
import { InvalidInputError } from '../src/domain/errors.js';
import { endInput, sendInput } from '../src/operations/send-input.js';

export default class Send extends BaseCommand {
  static override summary = 'Type into a shell that was started with --stdin or --tty.';
  static override description = 'The text is followed by a newline, as if you pressed Enter.';
  static override examples = [
    '<%= config.bin %> send bash_1 "print(6 * 7)"',
    '<%= config.bin %> send bash_1 --eof',
    '<%= config.bin %> send bash_1 y --no-newline',
  ];
  static override args = {
    shell: Args.string({ description: 'bash_3, or SESSION/bash_3.', required: true }),
    text: Args.string({ description: 'What to type.' }),
  };
  static override flags = {
    ...sessionFlag,
    eof: Flags.boolean({
      default: false,
      description: 'End the input, after the text if there is one.',
    }),
    'no-newline': Flags.boolean({ default: false, description: 'Do not press Enter.' }),
  };

  async run(): Promise<{ readonly sentBytes: number }> {
    const { args, flags } = await this.parse(Send);
    if (args.text === undefined && !flags.eof)
      throw new InvalidInputError('There is nothing to type.', 'Give a text, or --eof.');
    const context = this.openContext(flags.session);
    const text = args.text === undefined ? '' : `${args.text}${flags['no-newline'] ? '' : '\n'}`;
    if (text !== '') await sendInput(context, args.shell, text);
    if (flags.eof) await endInput(context, args.shell);
    return { sentBytes: Buffer.byteLength(text) };
  }
}
