// Collects decoded characters with their source offsets.
export class Writer {
  readonly offsets: number[] = [];
  readonly #parts: string[] = [];

  /** Adds `text`, all of it from `offset`. */
  at(text: string, offset: number): void {
    this.#parts.push(text);
    for (let index = 0; index < text.length; index++) this.offsets.push(offset);
  }

  /** Adds `text` as it appears in the source, with its first character at `offset`. */
  verbatim(text: string, offset: number): void {
    this.#parts.push(text);
    for (let index = 0; index < text.length; index++) this.offsets.push(offset + index);
  }

  get text(): string {
    return this.#parts.join("");
  }
}
