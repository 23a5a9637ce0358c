import type { Command } from "commander";
import { requireTenant } from "../../issuance/tenants.ts";
import { openRecords } from "../../service/open-service.ts";
import { readLogins } from "../../store/accounts/login-history.ts";
import { systemTenant } from "../../store/accounts/system-operators.ts";
import type { LoginHistoryRow, Store } from "../../store/database/schema.ts";
import { pageLength, printList, type Facts } from "../line/print-list.ts";
import { listingCommand, type ServiceOptions } from "../line/service-command.ts";

/** `koshin account logins`. */
export function loginsCommand(): Command {
  const description = "List the logins of a tenant's accounts, failed ones too, the latest first.";
  return listingCommand("account logins", description, "--tenant u00000014")
    .requiredOption("--tenant <name>", "its name: u00000014")
    .action(async ({ data, database, tenant, json }: ServiceOptions & { readonly tenant: string }) => {
      await using records = await openRecords(data, { database });
      await requireTenant(records.store, tenant);
      const none = `Nobody has logged in to the site of ${tenant}.`;
      await printList(loginPages(records.store, tenant), loginFacts, { json: json === true, none });
    });
}

/** `koshin operator logins`. */
export function operatorLoginsCommand(): Command {
  const description = "List the logins of system operators, failed ones too, the latest first.";
  return listingCommand("operator logins", description, "").action(async ({ data, database, json }: ServiceOptions) => {
    await using records = await openRecords(data, { database });
    const none = "Nobody has logged in to the system operators' site.";
    await printList(loginPages(records.store, systemTenant), loginFacts, { json: json === true, none });
  });
}

async function* loginPages(store: Store, tenant: string): AsyncGenerator<readonly LoginHistoryRow[]> {
  for (let skip = 0; ; skip += pageLength) {
    const page = await readLogins(store, tenant, { skip, limit: pageLength });
    yield page;
    if (page.length < pageLength) return;
  }
}

function loginFacts({ at, account, result, cn, host, address }: LoginHistoryRow): Facts {
  return { at: new Date(at).toISOString(), account, result, cn, host, address };
}
