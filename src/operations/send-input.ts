import { ExpectedError } from '../domain/errors.js';
import { writeFifo } from '../os/fifo.js';
import type { Context } from './context.js';

/** How long a command may take to read what fills its input. */
const READ_WITHIN_MS = 10_000;

/**
 * Types into a shell that was started with `--stdin` or `--tty`.
 *
 * @throws {ExpectedError} `NO_INPUT`, `SHELL_ENDED`, `INPUT_NOT_READ`
 */
export async function sendInput(
  { supervisor, session }: Context,
  shell: string,
  text: string,
): Promise<void> {
  const { path, shellId } = await supervisor.request('open-input', { session, shell });
  if (await writeFifo(path, Buffer.from(text), READ_WITHIN_MS)) return;
  throw new ExpectedError('INPUT_NOT_READ', `${shellId} does not read its input.`, {
    hint: 'Its input has ended, or it is busy with something else; see "claude output".',
  });
}

/** Ends the input: the command reads the end of the file. */
export async function endInput({ supervisor, session }: Context, shell: string): Promise<void> {
  await supervisor.request('end-input', { session, shell });
}
