import type { FileHandle } from 'node:fs/promises';

const NEWLINE = 10;

/** Whether a line ends right before `offset`, or nothing is before it; not so in a file that is shorter. */
export async function endsLine(file: FileHandle, offset: number): Promise<boolean> {
  if (offset === 0) return true;
  const { bytesRead, buffer } = await file.read(Buffer.alloc(1), 0, 1, offset - 1);
  return bytesRead === 1 && buffer[0] === NEWLINE;
}
