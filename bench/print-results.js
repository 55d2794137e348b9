import { cpus } from 'node:os';

/** @param results - `{ what, measured, unit, target?, spread?, note? }`; a target is a most. */
export function isMet({ measured, target }) {
  return target === undefined ? undefined : measured <= target;
}

export function machine() {
  const models = [...new Set(cpus().map(({ model }) => model))];
  const { platform, arch, version } = process;
  return { cores: cpus().length, processor: models.join(', '), node: version, platform, arch };
}

export function renderJson(results) {
  const rows = results.map((result) => ({ ...result, met: isMet(result) ?? null }));
  return `${JSON.stringify({ machine: machine(), results: rows }, undefined, 2)}\n`;
}

export function renderTable(results) {
  const rows = [
    ['what', 'measured', 'middle or range', 'target', 'met', ''],
    ...results.map(cells),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
  const { cores, processor, node, platform, arch } = machine();
  return `${lines.join('\n')}\n\n${cores} cores (${processor}), Node ${node}, ${platform} ${arch}\n`;
}

function cells(result) {
  const { what, measured, unit, target, spread, note } = result;
  const met = { true: 'yes', false: 'NO', undefined: '' }[isMet(result)];
  return [
    what,
    `${number(measured)} ${unit}`,
    spread === undefined ? '' : `${number(spread[0])} – ${number(spread[1])}`,
    target === undefined ? 'none' : `≤ ${target} ${unit}`,
    met,
    note ?? '',
  ];
}

function number(value) {
  return value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(2);
}
