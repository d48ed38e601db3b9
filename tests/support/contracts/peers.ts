/** Takes bytes as they come and hands them out as they are asked for. */
export class Inbox {
  readonly #pieces: Uint8Array[] = [];
  #size = 0;
  #arrived: () => void = () => undefined;

  push(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
    this.#size += bytes.length;
    this.#arrived();
  }

  async read(count: number): Promise<Uint8Array> {
    while (this.#size < count)
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    this.#size = 0;
    return Buffer.concat(this.#pieces.splice(0));
  }
}
