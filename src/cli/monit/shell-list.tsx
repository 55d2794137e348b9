import { Box, Text } from 'ink';
import { memo, type ReactNode } from 'react';
import { isLive } from '../../domain/shell-state.js';
import type { ShellView } from '../../domain/shell-view.js';
import { fitText, padText } from './fit-text.js';
import type { Palette } from './palette.js';
import { type Column, COLUMNS, gapBefore, planColumns, type Widths } from './plan-columns.js';
import type { ScreenPlan } from './plan-screen.js';
import { type Cells, measureCells, renderCells, renderLines, TITLES } from './render-cells.js';
import { nameOf } from './select-shells.js';
import { type MonitState, shownShells } from './state.js';

interface ShellListProps {
  readonly state: MonitState;
  readonly plan: ScreenPlan;
  readonly palette: Palette;
}

const MARK = '› ';

/** All of the state that the list shows. */
const SHOWN: readonly (keyof MonitState)[] = [
  ...(['columns', 'rows', 'scope', 'shells', 'listedAt', 'histories'] as const),
  ...(['selected', 'firstRow', 'filter', 'pending'] as const),
];

/** The shells that fit, a row each, the chosen one among them. Not drawn anew for every line of output. */
export const ShellList = memo(Shells, (before, after) =>
  SHOWN.every((field) => before.state[field] === after.state[field]),
);

function Shells({ state, plan, palette }: ShellListProps): ReactNode {
  const shells = shownShells(state);
  const cells = shells.map((shell) => renderCells(shell, state));
  const widths = planColumns(state.columns - MARK.length, measureCells(cells));
  const end = state.firstRow + plan.listRows;
  return (
    <Box flexDirection="column" height={plan.listRows + (plan.hasTitles ? 1 : 0)}>
      {plan.hasTitles && <Titles widths={widths} />}
      {shells.length === 0 && <Nothing state={state} />}
      {shells.slice(state.firstRow, end).map((shell, index) => {
        const row = { ...cells[state.firstRow + index], ...linesOf(state, shell, widths) } as Row;
        const isChosen = nameOf(shell) === state.selected;
        return <ShellRow key={nameOf(shell)} {...{ shell, row, widths, isChosen, palette }} />;
      })}
    </Box>
  );
}

type Row = Cells & ReturnType<typeof renderLines>;

function linesOf(
  { histories }: MonitState,
  shell: ShellView,
  widths: Widths,
): ReturnType<typeof renderLines> {
  return renderLines(shell, histories.get(nameOf(shell)), widths);
}

function Titles({ widths }: { readonly widths: Widths }): ReactNode {
  const titles = COLUMNS.filter((column) => widths[column] > 0)
    .map((column, index) =>
      separated(column, index, padText(TITLES[column], widths[column], sideOf(column))),
    )
    .join('');
  return (
    <Text dimColor wrap="truncate">
      {' '.repeat(MARK.length) + titles}
    </Text>
  );
}

interface ShellRowProps {
  readonly shell: ShellView;
  readonly row: Row;
  readonly widths: Widths;
  readonly isChosen: boolean;
  readonly palette: Palette;
}

function ShellRow({ shell, row, widths, isChosen, palette }: ShellRowProps): ReactNode {
  const hasEnded = !isLive(shell);
  const isPending = row.status !== shell.status;
  const colourOf = (column: Column): string | undefined => {
    if (column === 'status') return isPending ? palette.warning : palette.statuses[shell.status];
    return column === 'cpuLine' || column === 'memoryLine' ? palette.line : undefined;
  };
  return (
    <Text wrap="truncate" bold={isChosen}>
      <Text {...coloured(palette.accent)}>{isChosen ? MARK : '  '}</Text>
      {COLUMNS.filter((column) => widths[column] > 0).map((column, index) => (
        <Text
          key={column}
          dimColor={hasEnded && !isChosen && column !== 'status'}
          {...coloured(colourOf(column))}
        >
          {separated(column, index, fitCell(row[column], widths[column], column))}
        </Text>
      ))}
    </Text>
  );
}

function Nothing({ state }: { readonly state: MonitState }): ReactNode {
  const text =
    state.filter === ''
      ? 'No shells. Start one: claude bash -b "npm run dev"'
      : 'No shell matches.';
  return (
    <Text dimColor wrap="truncate">
      {`  ${text}`}
    </Text>
  );
}

function separated(column: Column, index: number, text: string): string {
  return index === 0 ? text : ' '.repeat(gapBefore(column)) + text;
}

/** What stands last is not filled up: blanks cost as much to draw as letters. */
function fitCell(text: string, width: number, column: Column): string {
  return column === 'command' ? fitText(text, width) : padText(text, width, sideOf(column));
}

/** Figures stand right, and the lines right after them. */
function sideOf(column: Column): 'left' | 'right' {
  return column === 'cpu' || column === 'memory' ? 'right' : 'left';
}

/** Ink tells a colour left out from one that is `undefined`. */
export function coloured(colour: string | undefined): { readonly color?: string } {
  return colour === undefined ? {} : { color: colour };
}
