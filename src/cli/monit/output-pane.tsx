import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { renderSize } from '../../domain/quantities.js';
import { isLive } from '../../domain/shell-state.js';
import type { ShellView } from '../../domain/shell-view.js';
import { renderStatus } from '../render-status.js';
import { fitOutputLine, fitText, widthOf } from './fit-text.js';
import { lastLines } from './output-tail.js';
import type { Palette } from './palette.js';
import type { ScreenPlan } from './plan-screen.js';
import { renderCommand } from './render-cells.js';
import { coloured } from './shell-list.js';
import { type MonitState, selectedShell } from './state.js';

interface OutputPaneProps {
  readonly state: MonitState;
  readonly plan: ScreenPlan;
  readonly palette: Palette;
}

/** A rule that names the chosen shell, and the last lines that it printed. */
export function OutputPane({ state, plan, palette }: OutputPaneProps): ReactNode {
  const shell = selectedShell(state);
  const lines = lastLines(state.output, plan.outputRows);
  const { columns, outputTrouble } = state;
  return (
    <Box flexDirection="column" height={plan.outputRows + 1}>
      <Rule shell={shell} columns={columns} />
      {outputTrouble !== undefined && (
        <Text wrap="truncate" {...coloured(palette.error)}>
          {fitText(outputTrouble, columns)}
        </Text>
      )}
      {outputTrouble === undefined && shell?.outputBytes === 0 && (
        <Text dimColor>Nothing printed yet.</Text>
      )}
      {outputTrouble === undefined &&
        lines.map((line, index) => (
          // A line without anything in it would take no row.
          <Text key={index} wrap="truncate">
            {fitOutputLine(line, columns, palette) || ' '}
          </Text>
        ))}
    </Box>
  );
}

interface RuleProps {
  readonly shell: ShellView | undefined;
  readonly columns: number;
}

function Rule({ shell, columns }: RuleProps): ReactNode {
  if (shell === undefined) return <Text dimColor>{'─'.repeat(columns)}</Text>;
  const size = renderSize(shell.outputBytes);
  const right = isLive(shell) ? ` ${size} ─` : ` ${renderStatus(shell)}, ${size} ─`;
  const room = columns - widthOf(right) - shell.shellId.length - '─  '.length;
  const title = room > 8 ? ` ${fitText(renderCommand(shell), room - 4)} ` : ' ';
  const line = '─'.repeat(Math.max(0, room - widthOf(title) + 1));
  return (
    <Text wrap="truncate">
      <Text dimColor>─ </Text>
      <Text bold>{shell.shellId}</Text>
      <Text dimColor>{`${title}${line}${right}`}</Text>
    </Text>
  );
}
