import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import type { Candidate, Outcome } from "../issuance/takeover/take-up.ts";
import { nameOf, type CertificateIdentity } from "../store/certificates/certificate-name.ts";

/**
 * What a dry run would have taken up already, so that it counts repeated certificates like the import itself. In a
 * temporary file, because there may be a million.
 */
export class SeenBefore implements Disposable {
  readonly #database = new DatabaseSync("");
  readonly #find;
  readonly #put;
  readonly #revoke;

  constructor() {
    this.#database.exec(
      "create table seen (name text primary key, facts text not null, octets text not null, revoked integer not null) without rowid",
    );
    this.#find = this.#database.prepare("select facts, octets, revoked from seen where name = ?");
    this.#put = this.#database.prepare("insert or replace into seen values (?, ?, ?, ?)");
    this.#revoke = this.#database.prepare("update seen set revoked = 1 where name = ?");
  }

  /** The outcome of a candidate, corrected by what was seen before it. */
  correct(outcome: Outcome, { certificate, revocation }: Candidate): Outcome {
    const name = nameOf(certificate);
    if (revocation !== undefined) this.#revoke.run(name);
    if (outcome !== "taken" && outcome !== "listed") return outcome;
    const { tenant, cn, notAfter } = certificate;
    const facts = JSON.stringify([tenant, cn, notAfter.getTime()]);
    const octets = "der" in certificate ? createHash("sha256").update(certificate.der).digest("hex") : "";
    const seen = this.#find.get(name);
    if (seen === undefined || (seen["octets"] === "" && octets !== "" && seen["facts"] === facts)) {
      this.#put.run(name, facts, octets, revocation === undefined ? (seen?.["revoked"] ?? 0) : 1);
      return seen === undefined ? outcome : "bound";
    }
    if (octets !== "" && seen["octets"] !== "") return seen["octets"] === octets ? "repeated" : "serial-taken";
    return seen["facts"] === facts ? "repeated" : "facts-contradicted";
  }

  /** Whether a candidate's revocation, which has been counted, is one that was counted before. */
  hasRevoked(outcome: Outcome, { certificate, revocation }: Candidate): boolean {
    const added = outcome === "taken" || outcome === "listed";
    return added && revocation !== undefined && this.#find.get(nameOf(certificate))?.["revoked"] === 1;
  }

  /** Whether a list would revoke a certificate that was not revoked before; undefined if it was not seen. */
  revokes(certificate: CertificateIdentity): boolean | undefined {
    const name = nameOf(certificate);
    const seen = this.#find.get(name);
    this.#revoke.run(name);
    return seen === undefined ? undefined : seen["revoked"] === 0;
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
