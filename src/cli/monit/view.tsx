import { Box, useInput } from 'ink';
import type { ReactNode } from 'react';
import { Footer } from './footer.js';
import { Heading } from './heading.js';
import { OutputPane } from './output-pane.js';
import type { Palette } from './palette.js';
import { planScreen } from './plan-screen.js';
import type { Key } from './press-key.js';
import { readKeys } from './read-keys.js';
import { SessionList } from './session-list.js';
import { ShellList } from './shell-list.js';
import { type MonitState, shownShells } from './state.js';

interface ViewProps {
  readonly state: MonitState;
  readonly palette: Palette;
  readonly onKeys: (keys: readonly Key[]) => void;
}

/** The whole screen. */
export function View({ state, palette, onKeys }: ViewProps): ReactNode {
  useInput((input, key) => {
    onKeys(readKeys(input, key));
  });
  const { columns, rows, mode, listedAt } = state;
  const plan = planScreen(rows, shownShells(state).length);
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      {plan.hasHeading && <Heading state={state} listRows={plan.listRows} palette={palette} />}
      {mode.kind === 'sessions' ? (
        <SessionList
          mode={mode}
          columns={columns}
          rows={rows - (plan.hasHeading ? 2 : 1)}
          now={listedAt}
          palette={palette}
        />
      ) : (
        <>
          <ShellList state={state} plan={plan} palette={palette} />
          {plan.outputRows > 0 && <OutputPane state={state} plan={plan} palette={palette} />}
        </>
      )}
      <Footer state={state} palette={palette} />
    </Box>
  );
}
