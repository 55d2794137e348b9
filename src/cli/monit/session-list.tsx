import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { renderDuration } from '../../domain/quantities.js';
import { toPrintable } from '../../domain/printable.js';
import { fitText, padText, widthOf } from './fit-text.js';
import type { Palette } from './palette.js';
import { scrollTo } from './plan-screen.js';
import type { SessionSummary } from './select-shells.js';
import { coloured } from './shell-list.js';
import type { Mode } from './state.js';

interface SessionListProps {
  readonly mode: Extract<Mode, { kind: 'sessions' }>;
  readonly columns: number;
  readonly rows: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly palette: Palette;
}

const LONGEST_ID = 40;
const COUNTS_WIDTH = '99 running, 99 ended'.length;

/** The sessions to choose from, the first row for all of them together. */
export function SessionList({ mode, columns, rows, now, palette }: SessionListProps): ReactNode {
  const { sessions, row } = mode;
  if (sessions === undefined) return <Lines rows={rows} lines={['  Looking…']} {...{ palette }} />;
  const lines = renderSessions(sessions, now, columns).map((line) => fitText(line, columns - 2));
  const titled = rows > 1 ? rows - 1 : rows;
  const first = scrollTo(0, row, titled, lines.length);
  return (
    <Box flexDirection="column" height={rows}>
      {rows > 1 && <Text dimColor>{'  Show the shells of'}</Text>}
      <Lines
        rows={titled}
        lines={lines.slice(first, first + titled)}
        chosen={row - first}
        palette={palette}
      />
    </Box>
  );
}

function renderSessions(
  sessions: readonly SessionSummary[],
  now: number,
  columns: number,
): readonly string[] {
  const longest = Math.max(12, ...sessions.map(({ sessionId }) => widthOf(sessionId)));
  const width = Math.min(longest, LONGEST_ID, Math.max(12, columns - COUNTS_WIDTH - 4));
  const running = sessions.reduce((sum, session) => sum + session.running, 0);
  return [
    `${padText('all sessions', width)}  ${running} running`,
    ...sessions.map((session) => {
      const counts = `${session.running} running, ${session.shells - session.running} ended`;
      const age = `${renderDuration(now - Date.parse(session.startTime))} ago`;
      const id = padText(session.sessionId, width);
      return `${id}  ${counts.padEnd(COUNTS_WIDTH)}  ${age.padEnd(11)}  ${toPrintable(session.cwd)}`;
    }),
  ];
}

interface LinesProps {
  readonly rows: number;
  readonly lines: readonly string[];
  readonly chosen?: number;
  readonly palette: Palette;
}

function Lines({ rows, lines, chosen, palette }: LinesProps): ReactNode {
  return (
    <Box flexDirection="column" height={rows}>
      {lines.map((line, index) => (
        <Text key={index} wrap="truncate" bold={index === chosen}>
          <Text {...coloured(palette.accent)}>{index === chosen ? '› ' : '  '}</Text>
          {line}
        </Text>
      ))}
    </Box>
  );
}
