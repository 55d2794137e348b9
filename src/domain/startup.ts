import type { Advice } from './logout.js';
import type { ServiceManagerKind } from './service-file.js';

/** One thing that was done to the machine. */
export interface StartupStep {
  readonly action: 'wrote' | 'replaced' | 'removed' | 'ran';
  /** A path, or the command that was run. */
  readonly target: string;
}

/** What `claude startup --json` prints: a contract. */
export interface StartupResult {
  readonly manager: ServiceManagerKind;
  readonly file: string;
  /** Whether it is there now. */
  readonly installed: boolean;
  /** In the order in which they were done; none when nothing had to be changed. */
  readonly steps: readonly StartupStep[];
  readonly advice: readonly Advice[];
}
