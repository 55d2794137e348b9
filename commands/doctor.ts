import { BaseCommand } from '../src/cli/base-command.js';
import { renderDiagnosis } from '../src/cli/render-diagnosis.js';
import { diagnose, type Diagnosis } from '../src/operations/diagnose.js';

export default class Doctor extends BaseCommand {
  static override summary =
    'Check whether everything is in place, and say what to do where it is not.';
  static override description =
    'Repairs nothing and starts nothing. Exits with 1 if anything is wrong; a warning is not.';
  static override examples = ['<%= config.bin %> doctor', '<%= config.bin %> doctor --json'];

  async run(): Promise<Diagnosis> {
    await this.parse(Doctor);
    const diagnosis = await diagnose(this.openContext());
    await this.print(renderDiagnosis(diagnosis));
    if (!diagnosis.ok) process.exitCode = 1;
    return diagnosis;
  }
}
