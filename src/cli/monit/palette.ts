import type { ShellStatus } from '../../domain/shell-state.js';

/** Names of colours, `undefined` for the terminal's own. */
export interface Palette {
  readonly withColours: boolean;
  readonly accent: string | undefined;
  readonly line: string | undefined;
  readonly warning: string | undefined;
  readonly error: string | undefined;
  readonly statuses: Readonly<Record<ShellStatus, string | undefined>>;
}

const COLOURED: Palette = {
  withColours: true,
  accent: 'cyan',
  line: 'cyan',
  warning: 'yellow',
  error: 'red',
  statuses: {
    starting: 'yellow',
    running: 'green',
    completed: undefined,
    failed: 'red',
    killed: 'yellow',
    lost: 'red',
  },
};

const PLAIN: Palette = {
  withColours: false,
  accent: undefined,
  line: undefined,
  warning: undefined,
  error: undefined,
  statuses: {
    starting: undefined,
    running: undefined,
    completed: undefined,
    failed: undefined,
    killed: undefined,
    lost: undefined,
  },
};

/** @param noColor - The variable `NO_COLOR`: set to anything, there is none (https://no-color.org). */
export function choosePalette(noColor: string | undefined): Palette {
  return noColor === undefined || noColor === '' ? COLOURED : PLAIN;
}
