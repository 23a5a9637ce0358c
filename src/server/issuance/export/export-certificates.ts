import { momentsIn } from "../../../core/moments-in.ts";
import type { Exported, ExportOrder } from "../../../protocol/console/exports.ts";
import { appendAudit } from "../../store/audit/audit.ts";
import type { CertificateCriteria } from "../../store/certificates/matching-certificates.ts";
import { findListed, findNumbers, type FoundCertificate } from "../../store/certificates/search-certificates.ts";
import type { StageRules } from "../../store/renewals/renewal-stage.ts";
import { transact } from "../../store/transact.ts";
import type { Administrator } from "../administration/administrator.ts";
import { criteriaOf, orderOf } from "../administration/certificate-criteria.ts";
import { selectedNumbers } from "../administration/selection.ts";
import { stageRulesOf } from "../administration/stage-rules.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import { textStream } from "../text-stream.ts";
import { calendarOf } from "./calendar.ts";
import { tableOf } from "./table.ts";
import type { ExportLanguage } from "./words.ts";

/** An export, who asks for it, and when. */
interface Export {
  readonly order: ExportOrder;
  readonly language: ExportLanguage;
  readonly by: Administrator;
  readonly now: Date;
  /** The origin of the administrators' site, which calendars link to. */
  readonly site: string;
}

/** The number of certificates that are read at once. */
const atOnce = 500;

/**
 * Exports certificates of a tenant as a file, which is written as it is read. The audit trail records who exported how many.
 *
 * @throws Refusal `not-found` if a named one is not the tenant's; `request-malformed` for an unknown time zone
 */
export async function exportCertificates(
  service: Service,
  { order, language, by, now, site }: Export,
): Promise<ReadableStream<Uint8Array>> {
  const { tenant } = by;
  const { format, columns, timeZone } = order;
  const moment = momentsIn(timeZone);
  if (moment === undefined) throw new Refusal("request-malformed", { by: "json" });
  const numbers = await transact(service.store, async (transaction) => {
    await by.requireStill(transaction);
    const found = await numbersOf({ ...service, store: transaction }, tenant, order, now);
    const detail = { format, certificates: found.length };
    await appendAudit(transaction, { at: now, actor: by.actor, action: "certificates-exported", object: tenant, detail, tenant });
    return found;
  });
  const pages = pagesOfListed(service, numbers, await stageRulesOf(service, tenant, now));
  const addressOf = ({ issuer, serial }: FoundCertificate): string => `${site}/#/certificates/${issuer}/${serial}`;
  const text =
    format === "csv"
      ? tableOf(pages, { columns, kinds: service.settings.kinds, language, moment })
      : calendarOf(pages, { tenant, language, now, addressOf });
  return textStream(text);
}

async function numbersOf(
  records: Pick<Service, "store" | "settings">,
  tenant: string,
  { certificates, ...order }: { readonly certificates: Exported } & Pick<ExportOrder, "sort" | "order">,
  now: Date,
): Promise<readonly number[]> {
  const found = async (criteria: CertificateCriteria): Promise<number[]> =>
    await findNumbers(records.store, criteria, await orderOf(records, tenant, order), { now: now.getTime() });
  if (certificates.by === "search") return await found(await criteriaOf(records, tenant, certificates.search, now));
  const named = new Set(await selectedNumbers(records, { tenant, selection: certificates, now }));
  return (await found({ tenant, state: "any" })).filter((number) => named.has(number));
}

async function* pagesOfListed(
  { store }: Pick<Service, "store">,
  numbers: readonly number[],
  rules: StageRules,
): AsyncGenerator<readonly FoundCertificate[]> {
  for (let at = 0; at < numbers.length; at += atOnce) yield await findListed(store, numbers.slice(at, at + atOnce), rules);
}
