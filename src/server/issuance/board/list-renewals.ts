import { dayInMilliseconds } from "../../../core/days.ts";
import { renewalWindow } from "../../../core/renewal/schedule.ts";
import { boardPageLength, type Renewal, type RenewalList, type RenewalQuery } from "../../../protocol/console/board.ts";
import { productNamed } from "../../settings/products.ts";
import { readAuditOfAll } from "../../store/audit/audit.ts";
import { identityOf, nameOf } from "../../store/certificates/certificate-name.ts";
import { findNotes } from "../../store/certificates/certificate-notes.ts";
import { findHeldByNumbers, type HeldCertificate } from "../../store/certificates/certificates.ts";
import { findKeyState } from "../../store/certificates/kept-keys.ts";
import { findPresentations } from "../../store/certificates/presentations.ts";
import type { PresentationRow } from "../../store/database/schema.ts";
import { countUnretired, findUnretired } from "../../store/renewals/board-rows.ts";
import type { StageRules } from "../../store/renewals/renewal-stage.ts";
import { whyNoCode } from "../administration/own-recovery-code.ts";
import { stageRulesOf } from "../administration/stage-rules.ts";
import { promptDaysOf } from "../renewal/renewal-judgement.ts";
import type { Service } from "../service.ts";
import { stageOfPending } from "./board.ts";
import { stepsOf } from "./steps.ts";
import { openRenewals, type StuckRenewal } from "./stuck-renewals.ts";

type Records = Pick<Service, "store" | "settings">;

/** A renewal on a page: of the certificate that is due, or of its replacement. */
type Placed = Pick<StuckRenewal, "number"> & Partial<StuckRenewal>;

interface Page {
  readonly placed: readonly Placed[];
  readonly total: number;
  readonly page: number;
}

/**
 * A page of a tenant's renewals, each with what gets it going. A page after the last one is the last one.
 *
 * @throws Refusal `not-found`
 */
export async function listRenewals(records: Records, tenant: string, query: RenewalQuery, now: Date): Promise<RenewalList> {
  const { store } = records;
  const rules = await stageRulesOf(records, tenant, now);
  const { placed, total, page } =
    query.show === "stuck" ? await stuckPage(records, rules, query) : await unretiredPage(records, rules, query);
  const own = await findHeldByNumbers(
    store,
    placed.map(({ number }) => number),
  );
  const old = await findHeldByNumbers(
    store,
    [...own.values()].flatMap(({ replaces, predecessor }) => replaces ?? predecessor ?? []),
  );
  const held = new Map([...old, ...own]);
  const trail = await readAuditOfAll(store, [...held.values()]);
  const last = latest(await findPresentations(store, [...held.keys()]));
  const renewals: Renewal[] = [];
  for (const place of placed) {
    const certificate = held.get(place.number);
    if (certificate === undefined) continue;
    const predecessor = held.get(certificate.replaces ?? certificate.predecessor ?? 0);
    const notes = await findNotes(store, certificate.number);
    const isDue = place.reason !== undefined && place.reason !== "unused";
    const old = isDue ? undefined : predecessor;
    const product = productNamed(records.settings, certificate.product);
    const lead = { ...product, promptDays: promptDaysOf(certificate, product) };
    const { prompt } = renewalWindow(new Date((old ?? certificate).notAfter), lead);
    const key = place.reason === "unused" ? await findKeyState(store, certificate.number) : undefined;
    renewals.push({
      ...identityOf(certificate),
      cn: certificate.cn,
      remark: notes?.remark ?? "",
      device: notes?.device ?? "",
      stage: isDue ? "due" : certificate.firstUsedAt === null ? stageOfPending(certificate) : "first-used",
      reason: place.reason ?? null,
      deadline: place.deadline === undefined ? null : moment(place.deadline),
      steps: stepsOf({ certificate, isDue, prompt, predecessor: old }, trail.get(nameOf(certificate)) ?? [], tenant),
      lastPresented: last.get(certificate.number) ?? null,
      predecessor: old === undefined ? null : { ...describeOld(old, certificate), lastPresented: last.get(old.number) ?? null },
      code: place.reason !== undefined && whyNoCode(records, certificate) === undefined,
      act: actOn(certificate, old, { isDue, renewable: product.renews(certificate.cn), kept: key === "kept" }),
    });
  }
  return { renewals, total, page, pages: pagesFor(total) };
}

function pagesFor(total: number): number {
  return Math.max(1, Math.ceil(total / boardPageLength));
}

async function stuckPage(records: Records, rules: StageRules, query: RenewalQuery): Promise<Page> {
  const { stuck } = await openRenewals(records, rules);
  const page = Math.min(query.page, pagesFor(stuck.length));
  return { placed: stuck.slice((page - 1) * boardPageLength, page * boardPageLength), total: stuck.length, page };
}

async function unretiredPage({ store }: Records, rules: StageRules, query: RenewalQuery): Promise<Page> {
  const total = await countUnretired(store, rules);
  const page = Math.min(query.page, pagesFor(total));
  const placed = await findUnretired(store, rules, { limit: boardPageLength, offset: (page - 1) * boardPageLength });
  return { placed: placed.map(({ number }) => ({ number })), total, page };
}

/** The latest presentation of each certificate. */
function latest(presentations: readonly PresentationRow[]): ReadonlyMap<number, NonNullable<Renewal["lastPresented"]>> {
  const found = new Map<number, NonNullable<Renewal["lastPresented"]>>();
  for (const { certificate, host, address, lastAt } of presentations) {
    if (!found.has(certificate)) found.set(certificate, { at: moment(lastAt), host, address });
  }
  return found;
}

function describeOld(old: HeldCertificate, { firstUsedAt }: HeldCertificate) {
  const days = old.retireAfterDays;
  return {
    ...identityOf(old),
    notAfter: moment(old.notAfter),
    retiresAt: days === null || firstUsedAt === null ? null : moment(firstUsedAt + days * dayInMilliseconds),
  };
}

interface ActFacts {
  readonly isDue: boolean;
  readonly renewable: boolean;
  /** Whether the service has the key of its file. */
  readonly kept: boolean;
}

/** What gets a renewal going. */
function actOn(
  certificate: HeldCertificate,
  old: HeldCertificate | undefined,
  { isDue, renewable, kept }: ActFacts,
): Renewal["act"] {
  if (isDue) return { kind: renewable ? "renew" : "issue", ...identityOf(certificate) };
  if (certificate.firstUsedAt !== null) return { kind: "revoke", ...identityOf(old ?? certificate) };
  if (kept) return { kind: "hand-out", ...identityOf(certificate) };
  // The key is on a device; one that the service makes takes its place.
  if (old?.revokedAt === null) return { kind: "renew", ...identityOf(old) };
  return { kind: "issue", ...identityOf(certificate) };
}

function moment(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
