import { Command, Option } from "commander";
import { dayInMilliseconds } from "../../../core/days.ts";
import type { CertificateState } from "../../../core/renewal/certificate-state.ts";
import { requireTenant } from "../../issuance/tenants.ts";
import { hostOf } from "../../notices/addresses.ts";
import { openRecords } from "../../service/open-service.ts";
import { kindOf, otherKind } from "../../settings/kinds.ts";
import type { Settings } from "../../settings/settings.ts";
import { systemTenant } from "../../store/accounts/system-operators.ts";
import { listCertificates, type ListedCertificate } from "../../store/certificates/list-certificates.ts";
import { pagesOf } from "../../store/database/pages.ts";
import type { AnnouncementRow } from "../../store/database/schema.ts";
import { listAnnouncements } from "../../store/notices/announcements.ts";
import { listNotices, type ListedNotice } from "../../store/notices/list-notices.ts";
import { listPersonNotices, type ListedPersonNotice } from "../../store/notices/list-person-notices.ts";
import type { NoticeState } from "../../store/notices/notice-state.ts";
import { listTenants, type ListedTenant } from "../../store/tenants.ts";
import { pageLength, printList, type Facts } from "../line/print-list.ts";
import { readDays } from "../line/read-days.ts";
import { readMoment } from "../line/read-moment.ts";
import { listingCommand, type ServiceOptions } from "../line/service-command.ts";
import { tenantFacts } from "../tenants/tenant-facts.ts";
import { requireKind } from "./require-kind.ts";

interface CertificateOptions extends ServiceOptions {
  readonly tenant?: string;
  readonly state?: CertificateState;
  readonly kind?: string;
  readonly endsBefore?: Date;
  readonly endsWithin?: number;
}

interface NoticeOptions extends ServiceOptions {
  readonly tenant?: string;
  readonly state?: NoticeState;
}

/** `koshin list`. */
export function listCommand(): Command {
  return new Command("list")
    .description("List tenants, certificates, notices or announcements.")
    .addCommand(tenantsCommand())
    .addCommand(certificatesCommand())
    .addCommand(noticesCommand())
    .addCommand(accountNoticesCommand())
    .addCommand(announcementsCommand())
    .addHelpText("after", "\nExample:\n  koshin list certificates --data /var/lib/koshin --state in-use --ends-within 30");
}

function tenantsCommand(): Command {
  return listingCommand(
    "list tenants",
    "List the tenants by name, with their rules and the number of notified addresses (koshin tenant show lists these).",
    "",
  ).action(async ({ data, database, json }: ServiceOptions) => {
    await using records = await openRecords(data, { database });
    const pages = pagesOf<ListedTenant>(async (after) => await listTenants(records.store, after?.name ?? "", pageLength));
    await printList(pages, listedTenantFacts, { json: json === true, none: "There are no tenants." });
  });
}

function announcementsCommand(): Command {
  return listingCommand(
    "list announcements",
    "List what koshin announce has announced on the administrators' site, the latest first.",
    "",
  ).action(async ({ data, database, json }: ServiceOptions) => {
    await using records = await openRecords(data, { database });
    const pages = pagesOf<AnnouncementRow>(async (before) => await listAnnouncements(records.store, before, pageLength));
    const factsOf = ({ announcedAt, announcedBy, ...row }: AnnouncementRow): Facts => {
      return { ...row, at: new Date(announcedAt).toISOString(), by: announcedBy };
    };
    await printList(pages, factsOf, { json: json === true, none: "There are no announcements." });
  });
}

function certificatesCommand(): Command {
  return listingCommand("list certificates", "List certificates by expiry, the earliest first.", "--state in-use --ends-within 30")
    .option("--tenant <name>", "only this tenant's")
    .addOption(
      new Option("--state <state>", "only those in this state, as in koshin show").choices([
        "applied-for",
        "in-use",
        "renewed",
        "revoked",
        "expired",
      ]),
    )
    .option("--kind <kind>", `only those of this kind, according to their CN: as named in the settings, or ${otherKind}`)
    .option(
      "--ends-before <moment>",
      "only those that expire before this moment: 2026-12-31 or 2026-12-31T09:00:00Z, in UTC",
      readMoment,
    )
    .addOption(
      new Option("--ends-within <days>", "only those that expire within this number of days")
        .argParser(readDays)
        .conflicts("endsBefore"),
    )
    .action(async ({ data, database, json, kind, endsBefore, endsWithin, ...filter }: CertificateOptions) => {
      await using records = await openRecords(data, { database });
      if (filter.tenant !== undefined) await requireTenant(records.store, filter.tenant);
      if (kind !== undefined) requireKind(records.settings, kind);
      const now = Date.now();
      const within = endsWithin === undefined ? {} : { endsFrom: now, endsBefore: now + endsWithin * dayInMilliseconds };
      const wanted = { ...filter, endsBefore: endsBefore?.getTime(), ...within };
      const pages = pagesOf<ListedCertificate>(
        async (after) => await listCertificates(records.store, wanted, after, { now, limit: pageLength }),
      );
      const ofKind = kind === undefined ? pages : filtered(pages, ({ cn }) => nameOfKind(records.settings, cn) === kind);
      await printList(ofKind, certificateFacts, { json: json === true, none: "No certificate matches." });
    });
}

function nameOfKind({ kinds }: Settings, cn: string): string {
  return kindOf(kinds, cn)?.name ?? otherKind;
}

async function* filtered<Row>(pages: AsyncIterable<readonly Row[]>, wanted: (row: Row) => boolean): AsyncGenerator<readonly Row[]> {
  for await (const page of pages) {
    const rows = page.filter(wanted);
    if (rows.length > 0) yield rows;
  }
}

/** A command that lists notices. */
function listingNotices(name: string, description: string): Command {
  return listingCommand(name, description, "--state refused")
    .option("--tenant <name>", "only this tenant's")
    .addOption(
      new Option("--state <state>", "only those in this state").choices([
        "waiting",
        "failing",
        "refused",
        "unknown",
        "sending",
        "delivered",
        "dropped",
      ]),
    );
}

function accountNoticesCommand(): Command {
  const description = "List undelivered mails to people about their accounts with the reason, the earliest first.";
  return listingNotices("list account-notices", description).action(async ({ data, database, json, ...filter }: NoticeOptions) => {
    await using records = await openRecords(data, { database });
    if (filter.tenant !== undefined) await requireTenant(records.store, filter.tenant);
    const now = Date.now();
    const pages = pagesOf<ListedPersonNotice>(
      async (after) => await listPersonNotices(records.store, filter, after, { now, limit: pageLength }),
    );
    await printList(pages, accountNoticeFacts, { json: json === true, none: "No notice matches." });
  });
}

function noticesCommand(): Command {
  return listingNotices("list notices", "List undelivered notices with the reason, the earliest first.").action(
    async ({ data, database, json, ...filter }: NoticeOptions) => {
      await using records = await openRecords(data, { database });
      if (filter.tenant !== undefined) await requireTenant(records.store, filter.tenant);
      const now = Date.now();
      const pages = pagesOf<ListedNotice>(
        async (after) => await listNotices(records.store, filter, after, { now, limit: pageLength }),
      );
      await printList(pages, noticeFacts, { json: json === true, none: "No notice matches." });
    },
  );
}

function listedTenantFacts(row: ListedTenant): Facts {
  const { createdAt, closedAt, ...rules } = tenantFacts(row);
  return { ...rules, noticeAddresses: row.noticeAddresses, createdAt, closedAt };
}

function certificateFacts({ notAfter, state, tenant, cn, issuer, serial, issuedAt }: ListedCertificate): Facts {
  const moments = { notAfter: new Date(notAfter).toISOString(), issuedAt: new Date(issuedAt).toISOString() };
  return { notAfter: moments.notAfter, state, tenant, cn, serial, issuedAt: moments.issuedAt, issuer };
}

/** A webhook is shown by its host only, because the URL of some webhooks is their credential. */
function noticeFacts({
  nextAt,
  state,
  tenant,
  cn,
  issuer,
  serial,
  kind,
  channel,
  address,
  attempts,
  failure,
}: ListedNotice): Facts {
  const to = channel === "webhook" ? hostOf(channel, address) : address;
  return { ...triesOf({ state, nextAt }), state, tenant, cn, serial, kind, channel, to, attempts, failure, issuer };
}

/** The site's account, in the place of a certificate; the name of the tenant above the others is not shown. */
function accountNoticeFacts({
  tenant,
  account,
  kind,
  happenedAt,
  address,
  attempts,
  failure,
  ...notice
}: ListedPersonNotice): Facts {
  const happened = new Date(happenedAt).toISOString();
  const of = tenant === systemTenant ? null : tenant;
  return { ...triesOf(notice), state: notice.state, tenant: of, account, kind, happened, to: address, attempts, failure };
}

/** When it is tried again, or was tried last. */
function triesOf({ state, nextAt }: Pick<ListedNotice, "state" | "nextAt">): Facts {
  const again = state === "waiting" || state === "failing";
  const at = new Date(nextAt).toISOString();
  return { nextTry: again ? at : null, lastTry: again ? null : at };
}
