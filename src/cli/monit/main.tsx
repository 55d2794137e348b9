import { render } from 'ink';
import type { ReactNode } from 'react';
import { Monit } from './monit.js';
import { choosePalette } from './palette.js';
import { Screen } from './screen.js';
import type { Listing, Scope, ShellSource } from './shell-source.js';
import type { MonitState } from './state.js';
import { View } from './view.js';

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/**
 * Shows the live view until the user leaves it, and leaves the terminal as it
 * was found: also when the process is ended by a signal, which then ends it as
 * it would have, and when it crashes, before the stack is printed.
 */
export async function showMonit(source: ShellSource, scope: Scope, first: Listing): Promise<void> {
  const palette = choosePalette(process.env['NO_COLOR']);
  const screen = new Screen(process.stdin, process.stdout);
  const unguard = guardTerminal(screen);
  let quit = (): void => undefined;
  const left = new Promise<void>((resolve) => {
    quit = resolve;
  });
  const monit = new Monit(source, {
    scope,
    first,
    size: { columns: screen.columns, rows: screen.rows },
    onChange: (state) => {
      view.rerender(element(state));
    },
    onQuit: quit,
    onSuspend: () => {
      suspend(screen);
    },
  });
  const element = (state: MonitState): ReactNode => (
    <View
      state={state}
      palette={palette}
      onKeys={(keys) => {
        monit.press(keys);
      }}
    />
  );
  const resize = (): void => {
    screen.emit('resize');
    monit.dispatch({ kind: 'resized', columns: screen.columns, rows: screen.rows });
    screen.repaint();
  };
  process.stdout.on('resize', resize);
  // The terminal is gone.
  process.stdin.once('end', quit);

  screen.enter();
  const view = render(element(monit.state), {
    stdout: screen as unknown as NodeJS.WriteStream,
    // Each frame as it is: the screen writes only what has changed, wherever the cursor is.
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  try {
    await Promise.race([left, monit.run(), view.waitUntilExit()]);
  } finally {
    monit.stop();
    screen.leave();
    view.unmount();
    process.stdout.off('resize', resize);
    unguard();
  }
}

/** @returns What takes the guard away again. */
function guardTerminal(screen: Screen): () => void {
  const leave = (): void => {
    screen.leave();
  };
  const repaint = (): void => {
    screen.repaint();
  };
  const end = (signal: NodeJS.Signals): void => {
    screen.leave();
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  };
  process.on('exit', leave);
  process.on('uncaughtExceptionMonitor', leave);
  process.on('SIGCONT', repaint);
  for (const signal of ENDING_SIGNALS) process.on(signal, end);
  return () => {
    process.off('exit', leave);
    process.off('uncaughtExceptionMonitor', leave);
    process.off('SIGCONT', repaint);
    for (const signal of ENDING_SIGNALS) process.off(signal, end);
  };
}

/** As Ctrl-Z does elsewhere: stops what the terminal runs in the foreground, this process included. */
function suspend(screen: Screen): void {
  screen.leave();
  process.kill(0, 'SIGTSTP');
  // By then it goes on, or it was never stopped.
  setTimeout(() => {
    screen.enter();
  }, 50);
}
