import { Command, Option } from "commander";
import { dayInMilliseconds } from "../../core/days.ts";
import { hostOf } from "../notices/addresses.ts";
import { openService } from "../open-service.ts";
import { OperatorError } from "../operator-error.ts";
import type { CertificateState } from "../../core/certificate-state.ts";
import type { CertificateType } from "../../core/subject.ts";
import { listCertificates, type ListedCertificate } from "../store/list-certificates.ts";
import { listNotices, type ListedNotice, type NoticeState } from "../store/notices.ts";
import type { Store, TenantRow } from "../store/schema.ts";
import { findTenant, listTenants } from "../store/tenants.ts";
import { printPage } from "./print-result.ts";
import { readDays } from "./read-days.ts";
import { readMoment } from "./read-moment.ts";
import { serviceCommand, type ServiceOptions } from "./service-command.ts";

/** So many are read at once: a list of any length takes the memory of one page. */
const pageLength = 500;

interface CertificateOptions extends ServiceOptions {
  readonly tenant?: string;
  readonly state?: CertificateState;
  readonly kind?: CertificateType;
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
    .description("List tenants, certificates or notices; with --json, one line of JSON for each.")
    .addCommand(tenantsCommand())
    .addCommand(certificatesCommand())
    .addCommand(noticesCommand())
    .addHelpText("after", "\nExample:\n  koshin list certificates --data /var/lib/koshin --state in-use --ends-within 30");
}

function tenantsCommand(): Command {
  return serviceCommand("list tenants", "List the tenants by name.", "")
    .action(async ({ data, database, json }: ServiceOptions) => {
      await using service = await openService(data, { database });
      await printList(pagesOfTenants(service.store), tenantFacts, { json: json === true, none: "There is no tenant." });
    });
}

function certificatesCommand(): Command {
  return serviceCommand("list certificates", "List certificates by their end, the earliest first.", "--state in-use --ends-within 30")
    .option("--tenant <name>", "those of a tenant")
    .addOption(new Option("--state <state>", "those in a state, as koshin show names it").choices(["applied-for", "in-use", "renewed", "revoked", "expired"]))
    .addOption(new Option("--kind <kind>", "those of a kind, which their CN begins with").choices(["client", "db", "api", "backup", "other"]))
    .option("--ends-before <moment>", "those that end before it: 2026-12-31 or 2026-12-31T09:00:00Z, in UTC", readMoment)
    .addOption(new Option("--ends-within <days>", "those that end from now on within so many days").argParser(readDays).conflicts("endsBefore"))
    .action(async ({ data, database, json, ...options }: CertificateOptions) => {
      await using service = await openService(data, { database });
      const pages = pagesOfCertificates(service.store, options, new Date());
      await printList(pages, certificateFacts, { json: json === true, none: "No certificate is so." });
    });
}

function noticesCommand(): Command {
  return serviceCommand("list notices", "List notices that were not delivered, and why, the earliest first.", "--state refused")
    .option("--tenant <name>", "those of a tenant")
    .addOption(new Option("--state <state>", "those in a state").choices(["waiting", "failing", "refused", "unknown", "sending", "delivered", "dropped"]))
    .action(async ({ data, database, json, ...options }: NoticeOptions) => {
      await using service = await openService(data, { database });
      await printList(pagesOfNotices(service.store, options, new Date()), noticeFacts, { json: json === true, none: "No notice is so." });
    });
}

async function* pagesOfTenants(store: Store): AsyncGenerator<TenantRow[]> {
  for (let page = await listTenants(store, "", pageLength); page.length > 0; ) {
    yield page;
    page = await listTenants(store, page.at(-1)?.name ?? "", pageLength);
  }
}

async function* pagesOfCertificates(store: Store, options: Omit<CertificateOptions, "data">, now: Date): AsyncGenerator<ListedCertificate[]> {
  const { tenant, state, kind, endsBefore, endsWithin } = options;
  await requireTenant(store, tenant);
  const within = endsWithin === undefined ? {} : { endsFrom: now.getTime(), endsBefore: now.getTime() + endsWithin * dayInMilliseconds };
  const filter = { tenant, state, kind, endsBefore: endsBefore?.getTime(), ...within };
  const reading = { now: now.getTime(), limit: pageLength };
  for (let page = await listCertificates(store, filter, undefined, reading); page.length > 0; ) {
    yield page;
    page = await listCertificates(store, filter, page.at(-1), reading);
  }
}

async function* pagesOfNotices(store: Store, filter: Omit<NoticeOptions, "data">, now: Date): AsyncGenerator<ListedNotice[]> {
  await requireTenant(store, filter.tenant);
  const reading = { now: now.getTime(), limit: pageLength };
  for (let page = await listNotices(store, filter, undefined, reading); page.length > 0; ) {
    yield page;
    page = await listNotices(store, filter, page.at(-1), reading);
  }
}

async function requireTenant(store: Store, name: string | undefined): Promise<void> {
  if (name === undefined || (await findTenant(store, name)) !== undefined) return;
  throw new OperatorError("tenant-unknown", `There is no tenant "${name}". Correct the name.`);
}

type Facts = Readonly<Record<string, string | number | null>>;

function tenantFacts(row: TenantRow): Facts {
  const { name: tenant, product, key_kind: keyKind, retire_after_days: retireAfterDays, destroy_keys_after_days: destroyKeysAfterDays } = row;
  const closedAt = row.closed_at === null ? null : new Date(row.closed_at).toISOString();
  return { tenant, product, keyKind, retireAfterDays, destroyKeysAfterDays, createdAt: new Date(row.created_at).toISOString(), closedAt };
}

function certificateFacts({ not_after, state, tenant, cn, serial, issued_at }: ListedCertificate): Facts {
  return { notAfter: new Date(not_after).toISOString(), state, tenant, cn, serial, issuedAt: new Date(issued_at).toISOString() };
}

/** A webhook by its host alone: whoever knows some webhooks' URLs may use them. */
function noticeFacts({ next_at, state, tenant, cn, serial, kind, channel, address, attempts, failure }: ListedNotice): Facts {
  const to = channel === "webhook" ? hostOf(channel, address) : address;
  return { at: new Date(next_at).toISOString(), state, tenant, cn, serial, kind, channel, to, attempts, failure };
}

/** Prints page after page, as fast as it is read: lines of JSON, or a table whose columns grow where they have to. */
async function printList<Row>(
  pages: AsyncIterable<readonly Row[]>,
  factsOf: (row: Row) => Facts,
  { json, none }: { readonly json: boolean; readonly none: string },
): Promise<void> {
  let widths: number[] | undefined;
  for await (const page of pages) {
    const facts = page.map(factsOf);
    const head = widths === undefined ? [Object.keys(facts[0] ?? {})] : [];
    const cells = [...head, ...facts.map((each) => Object.values(each).map((value) => String(value ?? "-")))];
    widths = cells.reduce((so, row) => row.map((cell, at) => Math.max(cell.length, so[at] ?? 0)), widths ?? []);
    const lines = json
      ? facts.map((each) => JSON.stringify(each))
      : cells.map((row) => row.map((cell, at) => cell.padEnd(widths?.[at] ?? 0)).join("  ").trimEnd());
    if (!(await printPage(lines))) return;
  }
  if (widths === undefined && !json) await printPage([none]);
}
