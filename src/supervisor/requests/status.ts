import { z } from 'zod';
import type { RequestOf } from '../answer-request.js';

export const status: RequestOf<'status'> = {
  params: z.object({}),
  answer: (context) =>
    Promise.resolve({
      running: true,
      pid: process.pid,
      version: context.version,
      uptimeSeconds: Math.round((Date.now() - context.startedAt) / 1000),
      shells: context.shells.size,
      memory: process.memoryUsage.rss(),
      socket: context.locations.socket,
    }),
};
