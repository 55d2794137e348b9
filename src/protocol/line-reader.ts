/**
 * Cuts a stream of bytes into the lines that messages are, whatever the pieces
 * it arrives in.
 */
export class LineReader {
  readonly #maxBytes: number;
  #pieces: Buffer[] = [];
  #length = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * @returns The lines that are complete now, without their newline; `undefined`
   *   when a line grows past the limit: nothing more can be read from there.
   */
  push(chunk: Buffer): string[] | undefined {
    const lines: string[] = [];
    let begin = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, begin)) {
      this.#keep(chunk.subarray(begin, end));
      if (this.#length > this.#maxBytes) return undefined;
      lines.push(Buffer.concat(this.#pieces, this.#length).toString('utf8'));
      this.#pieces = [];
      this.#length = 0;
      begin = end + 1;
    }
    this.#keep(chunk.subarray(begin));
    return this.#length > this.#maxBytes ? undefined : lines;
  }

  #keep(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#length += piece.length;
  }
}
