import type { ServiceFileState } from '../service-file.js';
import { type Finding, ok, warning } from './finding.js';

/** The file of the service, compared with what `claude startup` would write now. */
export function judgeStartup(state: ServiceFileState, path: string): Finding {
  switch (state) {
    case 'missing':
      return ok('startup', 'The supervisor is not started at boot; "claude startup" sees to that.');
    case 'current':
      return ok('startup', 'The supervisor is started at boot.');
    case 'edited':
      return ok('startup', `The supervisor is started as you have changed it: ${path}.`);
    case 'outdated':
      return warning(
        'startup',
        `${path} starts another copy of the program, another Node, or for another state.`,
        'Run "claude startup" to have it start this one.',
      );
  }
}
