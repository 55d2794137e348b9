import { z } from 'zod';
import { isNewer } from '../../domain/versions.js';
import { PROTOCOL_VERSION } from '../../protocol/requests.js';
import type { RequestOf } from '../answer-request.js';

/** Exchanges versions. A supervisor older than its client makes way, which costs no shell anything. */
export const hello: RequestOf<'hello'> = {
  params: z.object({ version: z.string().max(100), protocol: z.int() }),
  answer: (context, client, caller) => {
    const steppingDown =
      client.protocol > PROTOCOL_VERSION || isNewer(client.version, context.version);
    if (steppingDown) {
      caller.isOutdated = true;
      context.stepDown(`release ${client.version} takes over from ${context.version}`);
    }
    return Promise.resolve({
      version: context.version,
      protocol: PROTOCOL_VERSION,
      pid: process.pid,
      steppingDown,
    });
  },
};
