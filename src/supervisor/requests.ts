import type { Method } from '../protocol/requests.js';
import type { RequestOf } from './answer-request.js';
import { beginRead } from './requests/begin-read.js';
import { carrySurroundings } from './requests/carry-surroundings.js';
import { commitRead } from './requests/commit-read.js';
import { endInput } from './requests/end-input.js';
import { hello } from './requests/hello.js';
import { inspectShell } from './requests/inspect-shell.js';
import { killShells } from './requests/kill-shells.js';
import { listShells } from './requests/list-shells.js';
import { openInput } from './requests/open-input.js';
import { restartShell } from './requests/restart-shell.js';
import { startShell } from './requests/start-shell.js';
import { status } from './requests/status.js';
import { stop } from './requests/stop.js';
import { waitPort } from './requests/wait-port.js';
import { waitShells } from './requests/wait-shells.js';

/** Every request, by the name it has on the socket. */
export const requests: { readonly [M in Method]: RequestOf<M> } = {
  hello,
  status,
  stop,
  'start-shell': startShell,
  'list-shells': listShells,
  'kill-shells': killShells,
  'restart-shell': restartShell,
  'wait-shells': waitShells,
  'inspect-shell': inspectShell,
  'begin-read': beginRead,
  'commit-read': commitRead,
  'carry-surroundings': carrySurroundings,
  'wait-port': waitPort,
  'open-input': openInput,
  'end-input': endInput,
};
