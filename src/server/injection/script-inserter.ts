import { Transform, type TransformCallback } from "node:stream";
import { HeadEndFinder, type HeadEnd, type HeadFault } from "./head-end.ts";

/** Puts a script at the end of a page's head. All octets of the page pass unchanged, and the head passes with its end. */
export class ScriptInserter extends Transform {
  readonly #finder = new HeadEndFinder();
  readonly #tagFor: (head: HeadEnd) => string | undefined;
  readonly #note: (outcome: "injected" | "policy" | HeadFault) => void;
  #held: Buffer[] | undefined = [];

  /**
   * @param tagFor the script, in ASCII; undefined if the page's policies forbid it
   * @param note receives the outcome, once
   */
  constructor(tagFor: (head: HeadEnd) => string | undefined, note: (outcome: "injected" | "policy" | HeadFault) => void) {
    super();
    this.#tagFor = tagFor;
    this.#note = note;
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    if (this.#held === undefined) {
      done(null, chunk);
      return;
    }
    this.#held.push(chunk);
    const found = this.#finder.read(chunk);
    if (found !== undefined) this.#release(this.#held, found);
    done();
  }

  override _flush(done: TransformCallback): void {
    if (this.#held !== undefined) this.#release(this.#held, this.#finder.end());
    done();
  }

  #release(held: readonly Buffer[], found: HeadEnd | HeadFault): void {
    this.#held = undefined;
    const octets = Buffer.concat(held);
    const tag = typeof found === "string" ? undefined : this.#tagFor(found);
    if (typeof found === "string" || tag === undefined) {
      this.#note(typeof found === "string" ? found : "policy");
      this.push(octets);
      return;
    }
    this.#note("injected");
    this.push(Buffer.concat([octets.subarray(0, found.at), Buffer.from(tag, "latin1"), octets.subarray(found.at)]));
  }
}
