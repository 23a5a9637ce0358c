import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { comparableText } from "../../core/name/same-name.ts";
import type { Assumed } from "../issuance/takeover/import-list.ts";
import type { Candidate, Outcome } from "../issuance/takeover/record-certificates.ts";
import { nameOf, type CertificateIdentity } from "../store/certificates/certificate-name.ts";
import type { ImportedListRow } from "../store/database/schema.ts";

const tables = `
  create table added (name text primary key, facts text not null, octets text not null) without rowid;
  create table revoked (name text primary key) without rowid;
  create table kept (name text primary key) without rowid;
  create table tenants (comparable text primary key, name text not null) without rowid;
`;

/**
 * What a dry run would have recorded by now, so that it counts like the import itself. In a temporary file, because there
 * may be a million certificates.
 */
export class Rehearsed implements Assumed, Disposable {
  readonly lists = new Map<string, ImportedListRow>();
  readonly #database = new DatabaseSync("");
  readonly #find;
  readonly #add;
  readonly #revoke;
  readonly #keep;
  readonly #isKept;
  readonly #addTenant;
  readonly #findTenant;

  constructor() {
    this.#database.exec(tables);
    this.#find = this.#database.prepare("select facts, octets from added where name = ?");
    this.#add = this.#database.prepare("insert or replace into added values (?, ?, ?)");
    this.#revoke = this.#database.prepare("insert or ignore into revoked values (?)");
    this.#keep = this.#database.prepare("insert or ignore into kept values (?)");
    this.#isKept = this.#database.prepare("select 1 from kept where name = ?");
    this.#addTenant = this.#database.prepare("insert into tenants values (?, ?)");
    this.#findTenant = this.#database.prepare("select name from tenants where comparable = ?");
  }

  /** The outcome of a candidate, corrected by what was added before it. */
  correct(outcome: Outcome, { certificate }: Candidate): Outcome {
    if (outcome !== "taken" && outcome !== "listed") return outcome;
    const name = nameOf(certificate);
    const { tenant, cn, notAfter } = certificate;
    const facts = JSON.stringify([tenant, cn, notAfter.getTime()]);
    const octets = "der" in certificate ? createHash("sha256").update(certificate.der).digest("hex") : "";
    const added = this.#find.get(name);
    if (added === undefined || (added["octets"] === "" && octets !== "" && added["facts"] === facts)) {
      this.#add.run(name, facts, octets);
      return added === undefined ? outcome : "bound";
    }
    if (octets !== "" && added["octets"] !== "") return added["octets"] === octets ? "repeated" : "serial-taken";
    return added["facts"] === facts ? "repeated" : "facts-contradicted";
  }

  has(certificate: CertificateIdentity): boolean {
    return this.#find.get(nameOf(certificate)) !== undefined;
  }

  revokes(certificate: CertificateIdentity): boolean {
    return this.#revoke.run(nameOf(certificate)).changes > 0;
  }

  keeps(certificate: CertificateIdentity): boolean {
    return this.#keep.run(nameOf(certificate)).changes > 0;
  }

  /** Whether a list has named a certificate before it was added. */
  hasKept(certificate: CertificateIdentity): boolean {
    return this.#isKept.get(nameOf(certificate)) !== undefined;
  }

  /** Notes tenants that would be created. */
  createTenants(names: readonly string[]): void {
    for (const name of names) this.#addTenant.run(comparableText(name), name);
  }

  /** The tenant that would have been created by now whose name is like this one. */
  tenantLike(comparable: string): string | undefined {
    const found = this.#findTenant.get(comparable)?.["name"];
    return typeof found === "string" ? found : undefined;
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
