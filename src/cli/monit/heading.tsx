import { Text } from 'ink';
import type { ReactNode } from 'react';
import { isLive } from '../../domain/shell-state.js';
import { fitText, widthOf } from './fit-text.js';
import type { Palette } from './palette.js';
import { coloured } from './shell-list.js';
import { type MonitState, shownShells } from './state.js';

interface HeadingProps {
  readonly state: MonitState;
  readonly listRows: number;
  readonly palette: Palette;
}

/** Whose shells these are and how many, or why they may not be up to date. */
export function Heading({ state, listRows, palette }: HeadingProps): ReactNode {
  const { columns, scope, filter, trouble, firstRow } = state;
  const shown = shownShells(state);
  const title = scope.kind === 'all' ? 'all sessions' : (scope.sessionId ?? 'this directory');
  const running = shown.filter(isLive).length;
  const counts = [
    `${running} running`,
    ...(running < shown.length ? [`${shown.length - running} ended`] : []),
    ...(shown.length > listRows
      ? [`${firstRow + 1}–${Math.min(shown.length, firstRow + listRows)} of ${shown.length}`]
      : []),
  ].join(', ');
  const right = trouble === undefined ? counts : fitText(trouble, Math.max(0, columns - 12));
  const room = Math.max(0, columns - widthOf(right) - 1);
  const left = fitText(filter === '' ? title : `${title}  /${filter}`, room);
  const gap = ' '.repeat(Math.max(1, columns - widthOf(left) - widthOf(right)));
  return (
    <Text wrap="truncate">
      <Text bold {...coloured(palette.accent)}>
        {left}
      </Text>
      {gap}
      <Text
        dimColor={trouble === undefined}
        {...coloured(trouble === undefined ? undefined : palette.error)}
      >
        {right}
      </Text>
    </Text>
  );
}
