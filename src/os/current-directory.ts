import { realpathSync } from 'node:fs';

/** Where this process is, symbolic links resolved: the same for everybody who is there. */
export function currentDirectory(): string {
  return realpathSync(process.cwd());
}
