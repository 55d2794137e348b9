import { Text } from 'ink';
import type { ReactNode } from 'react';
import { fitText } from './fit-text.js';
import type { Palette } from './palette.js';
import { renderCommand } from './render-cells.js';
import { nameOf } from './select-shells.js';
import { coloured } from './shell-list.js';
import type { MonitState } from './state.js';

interface FooterProps {
  readonly state: MonitState;
  readonly palette: Palette;
}

/** The question that is open, what was just said, or the keys that mean something. */
export function Footer({ state, palette }: FooterProps): ReactNode {
  const { mode, message, columns } = state;
  if (mode.kind === 'filter') return <Typing text={state.filter} columns={columns} />;
  if (mode.kind === 'confirm-kill') {
    return (
      <Text wrap="truncate" bold {...coloured(palette.warning)}>
        {question(state, mode.shell)}
      </Text>
    );
  }
  if (message !== undefined) {
    const colour = message.isError ? palette.error : undefined;
    return (
      <Text wrap="truncate" {...coloured(colour)}>
        {fitText(message.text, columns)}
      </Text>
    );
  }
  const keys = mode.kind === 'sessions' ? SESSION_KEYS : LIST_KEYS;
  return <Keys items={fitKeys(keys, columns)} />;
}

/** The beginning of a long filter gives way to its end. */
function Typing({ text, columns }: { readonly text: string; readonly columns: number }): ReactNode {
  const room = Math.max(1, columns - 2);
  return (
    <Text wrap="truncate">
      <Text bold>/</Text>
      {text.slice(-room)}
      <Text inverse> </Text>
    </Text>
  );
}

const ANSWERS = '  y yes, any other key no';

function question({ shells, columns }: MonitState, name: string): string {
  const shell = shells.find((each) => nameOf(each) === name);
  const shellId = shell?.shellId ?? name;
  const room = columns - `Kill ${shellId} ?${ANSWERS}`.length;
  const command = shell === undefined || room < 8 ? '' : ` ${fitText(renderCommand(shell), room)}`;
  return fitText(`Kill ${shellId}${command}?${ANSWERS}`, columns);
}

/** A key and what it does. */
export type KeyHelp = readonly [key: string, what: string];

const LIST_KEYS: readonly KeyHelp[] = [
  ['↑↓', 'choose'],
  ['k', 'kill'],
  ['r', 'restart'],
  ['/', 'filter'],
  ['s', 'session'],
  ['q', 'quit'],
];

const SESSION_KEYS: readonly KeyHelp[] = [
  ['↑↓', 'choose'],
  ['enter', 'show'],
  ['esc', 'back'],
];

const KEY_GAP = '  ';

/** All keys where there is room; else not how to move, which everybody tries, and then the last ones go. */
export function fitKeys(keys: readonly KeyHelp[], columns: number): readonly KeyHelp[] {
  const width = (items: readonly KeyHelp[]): number =>
    items.map(([key, what]) => `${key} ${what}`).join(KEY_GAP).length;
  const choices = [keys, ...keys.slice(1).map((_, index) => keys.slice(1, keys.length - index))];
  return choices.find((items) => width(items) <= columns) ?? [];
}

function Keys({ items }: { readonly items: readonly KeyHelp[] }): ReactNode {
  return (
    <Text wrap="truncate">
      {items.map(([key, what], index) => (
        <Text key={key}>
          {index === 0 ? '' : KEY_GAP}
          <Text bold>{key}</Text>
          <Text dimColor>{` ${what}`}</Text>
        </Text>
      ))}
    </Text>
  );
}
