import type { Command } from "commander";
import { requireTenant } from "../../issuance/tenants.ts";
import { openRecords } from "../../service/open-service.ts";
import { findNoticeAddresses } from "../../store/notices/notice-addresses.ts";
import { printResult } from "../line/print-result.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";
import { tenantFacts, type TenantFacts } from "./tenant-facts.ts";

/** `koshin tenant show`. */
export function tenantShowCommand(): Command {
  const description = "Show a tenant: its rules, and every notified address, including the full URLs of webhooks.";
  return serviceCommand("tenant show", description, "--tenant u00000014")
    .requiredOption("--tenant <name>", "its name: u00000014")
    .action(async ({ data, database, tenant: name, json }: ServiceOptions & { readonly tenant: string }) => {
      await using records = await openRecords(data, { database });
      const facts = tenantFacts(await requireTenant(records.store, name));
      const places = await findNoticeAddresses(records.store, name);
      const notified = places.map(({ channel, address }) => ({ channel, address }));
      const addresses = notified.map(({ channel, address }) => row(`notified by ${channel}`, address));
      printResult({ ...facts, notified }, json === true, [...inWords(facts), ...addresses].join("\n"));
    });
}

function inWords({
  tenant,
  product,
  keyKind,
  retireAfterDays,
  destroyKeysAfterDays,
  sameKey,
  promptDays,
  renewalKeys,
  timeZone,
  createdAt,
  closedAt,
}: TenantFacts): string[] {
  return [
    `${tenant}: ${closedAt === null ? "open" : `closed at ${closedAt}`}`,
    row("created", createdAt),
    row("product", product),
    row("key-kind", keyKind),
    row("retire-after-days", String(retireAfterDays ?? "never")),
    row("destroy-keys-after-days", String(destroyKeysAfterDays ?? "never")),
    row("same-key", sameKey),
    row("prompt-days", promptDays === null ? "as for the product" : String(promptDays)),
    row("renewal-keys", renewalKeys),
    row("time-zone", timeZone),
  ];
}

/** A rule, by the name of its option. */
function row(name: string, value: string): string {
  return `  ${name.padEnd(23)}  ${value}`;
}
