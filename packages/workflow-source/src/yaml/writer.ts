// Collects decoded characters with the source offset each came from.
export class Writer {
  readonly offsets: number[] = [];
  readonly #parts: string[] = [];

  /** Adds `text`, all of it written at `offset`. */
  at(text: string, offset: number): void {
    this.#parts.push(text);
    for (let index = 0; index < text.length; index++) this.offsets.push(offset);
  }

  /** Adds `text` as it stands in the source, its first character at `offset`. */
  verbatim(text: string, offset: number): void {
    this.#parts.push(text);
    for (let index = 0; index < text.length; index++) this.offsets.push(offset + index);
  }

  get text(): string {
    return this.#parts.join("");
  }
}
