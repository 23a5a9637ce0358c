import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Bytes } from "../../core/bytes.ts";
import type { Service } from "../issuance/service.ts";
import { IssuerSearch } from "../issuance/takeover/certificate-issuer.ts";
import { importList } from "../issuance/takeover/import-list.ts";
import { importSentences, ImportRefusal, type ImportCode } from "../issuance/takeover/import-refusal.ts";
import { recordCertificates, type Candidate, type Outcome, type Recorded } from "../issuance/takeover/record-certificates.ts";
import { nameOf } from "../store/certificates/certificate-name.ts";
import { newestNumber } from "../store/certificates/taken-certificates.ts";
import { rehearse, transact } from "../store/transact.ts";
import { candidateMaker } from "./certificate-candidate.ts";
import { findFiles } from "./find-files.ts";
import { noCounts, type ImportCounts } from "./import-counts.ts";
import type { ImportOrder } from "./import-order.ts";
import { openPkcs12 } from "./open-pkcs12.ts";
import { readFile } from "./read-file.ts";
import { Rehearsed } from "./rehearsed.ts";
import type { Place, SourceItem } from "./source-item.ts";

/** The number of certificates in one transaction, which others wait for. */
const batch = 500;
/** The number of things in files after which signals are noticed. */
const itemsAtOnce = 1000;

/**
 * Imports the certificates and revocation lists in files and folders. Each batch is a transaction with its entry in the
 * audit trail: after an interruption, the same import finds what it has imported, and does the rest.
 *
 * @throws the interruption's reason; the system's error if a path does not exist
 */
export async function importFiles(
  service: Pick<Service, "store" | "authority" | "settings">,
  order: ImportOrder,
): Promise<ImportCounts> {
  // Before anything is imported: a path may be misspelt.
  for (const path of order.paths) await realpath(path);
  using run = new ImportRun(service, order, await newestNumber(service.store));
  for (const path of order.paths) {
    for await (const found of findFiles(path)) {
      run.counts.files += 1;
      if ("code" in found) await run.refuse({ file: found.path }, found.code);
      else for (const item of readFile(found.path)) await run.take(item);
    }
  }
  await run.flush();
  return run.counts;
}

class ImportRun implements Disposable {
  readonly counts = noCounts();
  readonly #service;
  readonly #order;
  readonly #issuers;
  readonly #make;
  readonly #rehearsed;
  readonly #begunAfter;
  /** The digests of the lists that were imported. */
  readonly #lists = new Set<string>();
  readonly #source;
  /** What is being judged while the next batch is read. */
  #judged: readonly Judged[] = [];
  #waiting: Judged[] = [];
  #items = 0;
  #read = 0;

  /** @param begunAfter the number of the newest certificate */
  constructor(service: Pick<Service, "store" | "authority" | "settings">, order: ImportOrder, begunAfter: number) {
    this.#service = service;
    this.#order = order;
    this.#issuers = new IssuerSearch(service.authority);
    this.#make = candidateMaker(service, this.#issuers, order);
    this.#rehearsed = order.dryRun ? new Rehearsed() : undefined;
    this.#begunAfter = begunAfter;
    this.#source = inWords(order.paths);
  }

  /** Refuses something in its turn. */
  async refuse(place: Place, code: ImportCode): Promise<void> {
    await this.#wait(place, code);
  }

  async #refuse(place: Place, code: ImportCode): Promise<void> {
    this.counts.refused[code] = (this.counts.refused[code] ?? 0) + 1;
    await this.#order.refused(place, code);
  }

  async take(item: SourceItem): Promise<void> {
    this.#items += 1;
    if (this.#items % itemsAtOnce === 0) await this.#giveWay();
    try {
      switch (item.kind) {
        case "certificate":
          this.#read += 1;
          await this.#wait(item, orCode(this.#make.ofCertificate(item.der)));
          break;
        case "facts":
          this.#read += 1;
          await this.#wait(item, orCode(this.#make.ofFacts(item.facts, item.der)));
          break;
        case "list":
          await this.#importList(item.der);
          break;
        case "pkcs12": {
          const { certificates, keys } = await openPkcs12(item.der, this.#order.passwords);
          this.counts.privateKeys += keys;
          for (const der of certificates) await this.take({ ...item, kind: "certificate", der });
          break;
        }
        case "private-key":
          this.counts.privateKeys += 1;
          break;
        case "bookkeeping":
          this.counts.bookkeeping += 1;
          break;
        case "refused":
          await this.refuse(item, item.code);
      }
    } catch (error) {
      if (!(error instanceof ImportRefusal)) throw error;
      await this.refuse(item, error.code);
    }
  }

  /** A file with nothing but bad rows would keep a signal from being noticed. */
  async #giveWay(): Promise<void> {
    await setImmediate();
    this.#order.interruption.throwIfAborted();
    this.#order.progress(this.#read);
  }

  async #wait({ file, line }: Place, judgement: Judged["judgement"]): Promise<void> {
    // It is looked at later, and must not end the process until then.
    if (typeof judgement !== "string") judgement.catch(() => undefined);
    this.#waiting.push({ file, ...(line === undefined ? {} : { line }), judgement });
    if (this.#waiting.length >= batch) await this.#recordJudged();
  }

  /** Records everything that has been read. */
  async flush(): Promise<void> {
    await this.#recordJudged();
    await this.#recordJudged();
  }

  /** Records the batch before the last one, whose signatures other threads verify meanwhile. */
  async #recordJudged(): Promise<void> {
    this.#order.interruption.throwIfAborted();
    const judged = this.#judged;
    this.#judged = this.#waiting;
    this.#waiting = [];
    if (judged.length === 0) return;
    const results: (Candidate | ImportCode)[] = [];
    for (const { judgement } of judged) results.push(await judgement);
    const outcomes = await this.#outcomesOf(results.filter((result) => typeof result !== "string"));
    let next = 0;
    for (const [at, place] of judged.entries()) {
      const result = results[at];
      const outcome = typeof result === "string" ? result : (outcomes[next++] ?? "known");
      if (isImported(outcome)) this.counts[outcome] += 1;
      else await this.#refuse(place, outcome);
    }
    this.#order.progress(this.#read);
  }

  /** Records candidates, or in a dry run tries it. */
  async #outcomesOf(candidates: readonly Candidate[]): Promise<readonly Outcome[]> {
    if (candidates.length === 0) return [];
    const { outcomes, revoked, tenants } = await this.#recordCertificates(candidates);
    this.counts.tenantsCreated += tenants.length;
    const rehearsed = this.#rehearsed;
    rehearsed?.createTenants(tenants);
    if (rehearsed === undefined) {
      this.counts.revoked += revoked.length;
      return outcomes;
    }
    const corrected = candidates.map((candidate, at) => rehearsed.correct(outcomes[at] ?? "known", candidate));
    const added = candidates.filter((_, at) => isImported(corrected[at] ?? "known")).map(({ certificate }) => certificate);
    const names = new Set(added.map(nameOf));
    const all = [...revoked.filter((each) => names.has(nameOf(each))), ...added.filter((each) => rehearsed.hasKept(each))];
    this.counts.revoked += all.filter((each) => rehearsed.revokes(each)).length;
    return corrected;
  }

  async #recordCertificates(candidates: readonly Candidate[]): Promise<Recorded> {
    const run = this.#order.dryRun ? rehearse : transact;
    const rehearsed = this.#rehearsed;
    const tenantLike = rehearsed && ((comparable: string) => rehearsed.tenantLike(comparable));
    const how = { ...this.#order, source: this.#source, begunAfter: this.#begunAfter, tenantLike };
    return await run(this.#service.store, async (transaction) => await recordCertificates(transaction, candidates, how));
  }

  async #importList(der: Bytes): Promise<void> {
    // Before the list, so that its entries about them are not kept as those of unknown certificates.
    await this.flush();
    const digest = createHash("sha256").update(der).digest("hex");
    if (this.#lists.has(digest)) {
      this.counts.repeatedLists += 1;
      return;
    }
    const { actor, now } = this.#order;
    const order = {
      actor,
      now,
      assumed: this.#rehearsed,
      afterBatch: async (entries: number) => await this.#afterEntries(entries),
    };
    const { known, points, revoked, kept } = await importList(this.#service, der, this.#issuers, order);
    this.#lists.add(digest);
    this.counts[known ? "knownLists" : "lists"] += 1;
    if (points !== undefined) this.counts.pointLists += 1;
    this.counts.revoked += revoked;
    this.counts.revocationsKept += kept;
  }

  async #afterEntries(entries: number): Promise<void> {
    this.#read += entries;
    await this.#giveWay();
  }

  [Symbol.dispose](): void {
    this.#rehearsed?.[Symbol.dispose]();
  }
}

/** Something that is being judged, or is refused already. */
interface Judged extends Place {
  readonly judgement: Promise<Candidate | ImportCode> | ImportCode;
}

/** The code of a refusal as a result, because it is looked at later. */
async function orCode(judging: Promise<Candidate>): Promise<Candidate | ImportCode> {
  return await judging.catch((error: unknown) => {
    if (error instanceof ImportRefusal) return error.code;
    throw error;
  });
}

function isImported(outcome: Outcome): outcome is Exclude<Outcome, ImportCode> {
  return !(outcome in importSentences);
}

/** The named paths, of which there may be very many, for the audit trail. */
function inWords(paths: readonly string[]): string {
  const more = paths.length > 10 ? [`${paths.length - 10} more`] : [];
  return [...paths.slice(0, 10).map((path) => resolve(path)), ...more].join(", ");
}
