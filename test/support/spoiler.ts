/** Every run uses the same inputs; another seed produces others. */
export const seed = Number(process.env["KOSHIN_TEST_SEED"] ?? 20_261_121);

/** Pseudorandom numbers in [0, 1) from a seed (mulberry32). */
function numbersFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** Turns valid data into malformed data. */
export class Spoiler {
  readonly #next: () => number;

  constructor(start: number) {
    this.#next = numbersFrom(start);
  }

  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  pick<T>(...choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }

  /** Changes, removes, duplicates or inserts bytes at up to four places. */
  octets(good: Uint8Array): Uint8Array<ArrayBuffer> {
    let octets = Buffer.from(good);
    for (let count = 1 + this.below(4); count > 0; count--) {
      const at = this.below(octets.length + 1);
      const more = Buffer.from(Array.from({ length: this.below(9) }, () => this.below(256)));
      const end = at + this.below(9);
      octets = this.pick(
        Buffer.concat([octets.subarray(0, at), more, octets.subarray(end)]),
        Buffer.concat([octets.subarray(0, at), octets.subarray(at)].map((part, index) => (index === 0 ? part : part.subarray(1)))),
        octets.subarray(0, at),
        Buffer.concat([octets, octets.subarray(at, end)]),
      );
    }
    return new Uint8Array(octets);
  }

  text(good: string): string {
    return Buffer.from(this.octets(Buffer.from(good))).toString("latin1");
  }

  /** The same with characters that are allowed in a header line. */
  header(good: string): string {
    return this.text(good).replace(/[^\x20-\x7e]/g, "?");
  }
}
