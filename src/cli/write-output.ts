/** Standard output was closed by whoever reads it: there is nobody left to print for. */
export class OutputClosedError extends Error {
  override readonly name = 'OutputClosedError';
}

/**
 * Writes to standard output, and resolves when the system has taken all of it.
 *
 * @throws {OutputClosedError} when the reader has gone.
 */
export async function writeOutput(contents: string | Uint8Array): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(contents, (error) => {
      if (error == null) resolve();
      else if ((error as NodeJS.ErrnoException).code === 'EPIPE') reject(new OutputClosedError());
      else reject(error);
    });
  });
}
