import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from './world.js';

/** A point in a shell's command at which it waits for the test. */
export interface Gate {
  /** To be put into the command. */
  readonly wait: string;
  open(): void;
}

export function gate(world: World, name = 'gate'): Gate {
  const path = join(world.project, `${name}.open`);
  return {
    wait: `until [ -e '${path}' ]; do sleep 0.02; done`,
    open: () => {
      writeFileSync(path, '');
    },
  };
}
