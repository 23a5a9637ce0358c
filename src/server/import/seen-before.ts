import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import type { Candidate, Outcome } from "../issuance/takeover/take-up.ts";
import { nameOf } from "../store/certificates/certificate-name.ts";

/**
 * What a dry run would have taken up already, so that it counts repeated certificates like the import itself. In a
 * temporary file, because there may be a million.
 */
export class SeenBefore implements Disposable {
  readonly #database = new DatabaseSync("");
  readonly #find;
  readonly #add;

  constructor() {
    this.#database.exec("create table seen (name text primary key, digest text not null) without rowid");
    this.#find = this.#database.prepare("select digest from seen where name = ?");
    this.#add = this.#database.prepare("insert into seen values (?, ?) on conflict do nothing");
  }

  /** The outcome of a candidate, corrected by what was seen before it. */
  correct(outcome: Outcome, { certificate }: Candidate): Outcome {
    if (outcome !== "taken" && outcome !== "listed") return outcome;
    const name = nameOf(certificate);
    const octets = "der" in certificate ? certificate.der : new Uint8Array();
    const digest = createHash("sha256").update(octets).digest("hex");
    const seen = this.#find.get(name)?.["digest"];
    if (seen === undefined) {
      this.#add.run(name, digest);
      return outcome;
    }
    return seen === digest || octets.length === 0 ? "known" : "serial-taken";
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
