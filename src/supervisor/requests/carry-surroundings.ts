import { z } from 'zod';
import { addChanges, compareEnvironments, splitSecrets } from '../../domain/carry-environment.js';
import { whyNoWorkingDirectory } from '../../os/working-directory.js';
import type { RequestOf } from '../answer-request.js';
import { oneShell } from '../request-shapes.js';
import { resolveShell } from '../resolve-shell.js';

/**
 * Takes over the directory and the environment that a command in the
 * foreground has left, for the session's next one. What looks like a secret
 * stays in memory.
 */
export const carrySurroundings: RequestOf<'carry-surroundings'> = {
  params: oneShell.extend({
    cwd: z.string().startsWith('/').max(4096),
    environment: z.record(z.string(), z.string()),
  }),
  answer: async (context, params) => {
    const { session, current } = await resolveShell(context, params.session, params.shell);
    const before = context.environments.recall(current().uid)?.environment;
    const changes =
      before === undefined
        ? { set: {}, unset: [] }
        : compareEnvironments(before, params.environment);
    const { plain, secret } = splitSecrets(changes);
    context.secrets.add(session.id, secret, changes.unset);
    const cwd = whyNoWorkingDirectory(params.cwd) === undefined ? params.cwd : undefined;
    await context.shells.writeSoonerOrLater(
      session.update((manifest) => ({
        ...manifest,
        cwd: cwd ?? manifest.cwd,
        environment: addChanges(manifest.environment, plain),
      })),
    );
    return {};
  },
};
