import { Args, Flags } from '@oclif/core';
import { BaseCommand, sessionFlag } from '../src/cli/base-command.js';
import { durationFlag } from '../src/cli/flags.js';
import { renderKilled } from '../src/cli/render-killed.js';
import { InvalidInputError } from '../src/domain/errors.js';
import { killShells } from '../src/operations/kill-shells.js';
import type { KilledShell } from '../src/protocol/requests.js';

export default class Kill extends BaseCommand {
  static override summary = 'Stop shells and everything they started.';
  static override description =
    'SIGTERM first; what is still there after the grace period gets SIGKILL, also what has changed its process group or session.';
  static override examples = [
    '<%= config.bin %> kill bash_3',
    '<%= config.bin %> kill --all --except bash_1',
    '<%= config.bin %> kill bash_2 --signal HUP',
  ];
  static override strict = false;
  static override args = {
    shell: Args.string({ description: 'bash_3, or SESSION/bash_3; several.' }),
  };
  static override flags = {
    ...sessionFlag,
    all: Flags.boolean({ default: false, description: 'Every running shell of the session.' }),
    except: Flags.string({
      description: 'Spare this one.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'SHELL',
    }),
    signal: Flags.string({ description: 'Only send this signal.', helpValue: 'NAME' }),
    grace: durationFlag({ description: 'Between SIGTERM and SIGKILL. Default: 5s.' }),
  };

  async run(): Promise<readonly KilledShell[]> {
    const { argv, flags } = await this.parse(Kill);
    const shells = argv as string[];
    if (flags.all === shells.length > 0) {
      throw new InvalidInputError(
        flags.all ? 'Both --all and single shells are named.' : 'No shell is named.',
        'Name the shells to stop, or say --all.',
      );
    }
    const killed = await killShells(this.openContext(flags.session), {
      shells,
      all: flags.all,
      except: flags.except ?? [],
      signal: flags.signal,
      graceMs: flags.grace,
    });
    await this.print(renderKilled(killed, flags.signal));
    if (killed.some(({ survivors }) => survivors.length > 0)) process.exitCode = 1;
    return killed;
  }
}
