import type { CheckStatus } from '../domain/checks/finding.js';
import { toPrintable } from '../domain/printable.js';
import type { Diagnosis } from '../operations/diagnose.js';
import { paint } from './paint.js';

const SIGNS: Readonly<Record<CheckStatus, string>> = { ok: '✓', warning: '!', error: '✗' };
const COLOURS = { ok: 'green', warning: 'yellow', error: 'red' } as const;

/** A line for each check, its remedy indented below it. */
export function renderDiagnosis({ checks }: Diagnosis): string {
  const width = Math.max(...checks.map(({ id }) => id.length));
  return checks
    .flatMap(({ id, status, message, remedy }) => [
      `${paint(COLOURS[status], SIGNS[status])} ${id.padEnd(width)}  ${toPrintable(message)}`,
      ...(remedy === null ? [] : [`    ${toPrintable(remedy)}`]),
    ])
    .join('\n');
}
