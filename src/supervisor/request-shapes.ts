import { z } from 'zod';

/** The parts that several requests are made of. */

export const sessionSelector = z.object({
  sessionId: z.string().optional(),
  directory: z.string().startsWith('/').max(4096),
});

export const oneShell = z.object({ session: sessionSelector, shell: z.string() });

export const severalShells = z.object({
  session: sessionSelector,
  shells: z.array(z.string()).max(10_000),
});

export const surroundings = z.object({
  environment: z.record(z.string().min(1), z.string()),
  umask: z.int().min(0).max(0o777),
});

export const milliseconds = z
  .number()
  .min(0)
  .max(2 ** 31 - 1);
