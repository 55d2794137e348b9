import { z } from 'zod';
import type { RequestOf } from '../answer-request.js';

/** Ends the supervisor; every shell goes on. */
export const stop: RequestOf<'stop'> = {
  params: z.object({}),
  answer: (context) => {
    context.stepDown('it was asked to stop');
    return Promise.resolve({});
  },
};
