import { Command, Option } from "commander";
import type { KeyKind } from "../../core/key-kind.ts";
import { changeTenant, closeTenant, createTenant, type TenantRules } from "../issuance/tenants.ts";
import { openService } from "../open-service.ts";
import type { ProductName } from "../settings.ts";
import { printResult } from "./print-result.ts";
import { readDays } from "./read-days.ts";
import { tenantNotifyCommand } from "./tenant-notify-command.ts";

interface TenantOptions {
  readonly data: string;
  readonly tenant: string;
  readonly product?: ProductName;
  readonly keyKind?: KeyKind;
  readonly retireAfterDays?: number | "never";
  readonly destroyKeysAfterDays?: number | "never";
  readonly json?: true;
}

/** `koshin tenant`. */
export function tenantCommand(): Command {
  return new Command("tenant")
    .description("Create, change or close the tenants that certificates are issued to.")
    .addCommand(createCommand())
    .addCommand(setCommand())
    .addCommand(closeCommand())
    .addCommand(tenantNotifyCommand())
    .addHelpText("after", "\nExample:\n  koshin tenant create --data /var/lib/koshin --tenant u00000014 --product orcamo");
}

function createCommand(): Command {
  return withRules(about("create", "Create a tenant."))
    .addHelpText("after", "\nExample:\n  koshin tenant create --data /var/lib/koshin --tenant u00000014 --product orcamo")
    .action(async ({ data, tenant: name, product = "weborca", json, ...options }: TenantOptions) => {
      await using service = await openService(data);
      const rules = { ...rulesOf(options), product };
      await createTenant(service, { name, ...rules, now: new Date() });
      printResult({ tenant: name, ...rules }, json === true, `Tenant ${name} is created.`);
    });
}

function setCommand(): Command {
  return withRules(about("set", "Change a tenant's rules; what is not named stays as it is."))
    .addHelpText("after", "\nExample:\n  koshin tenant set --data /var/lib/koshin --tenant u00000014 --retire-after-days 30")
    .action(async ({ data, tenant: name, json, ...options }: TenantOptions) => {
      await using service = await openService(data);
      const rules = rulesOf(options);
      await changeTenant(service, name, rules, new Date());
      printResult({ tenant: name, ...rules }, json === true, `Tenant ${name} is changed.`);
    });
}

function closeCommand(): Command {
  return about("close", "Close a tenant: its certificates are refused from the next request on.")
    .addHelpText("after", "\nExample:\n  koshin tenant close --data /var/lib/koshin --tenant u00000014")
    .action(async ({ data, tenant: name, json }: TenantOptions) => {
      await using service = await openService(data);
      await closeTenant(service, name, new Date());
      printResult({ tenant: name, closed: true }, json === true, `Tenant ${name} is closed.`);
    });
}

function about(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .requiredOption("--data <folder>", "the folder that koshin init made")
    .requiredOption("--tenant <name>", "its name, as certificates carry it in O: u00000014")
    .option("--json", "print the result as one line of JSON");
}

function withRules(command: Command): Command {
  return command
    .addOption(new Option("--product <product>", "whose rules it renews by (weborca)").choices(["weborca", "orcamo"]))
    .addOption(new Option("--key-kind <kind>", "the key that its devices make (P-256)").choices(["P-256", "RSA-2048"]))
    .option(
      "--retire-after-days <days>",
      "revoke a renewed certificate so many days after its replacement's first use; never: when it expires (never)",
      readDays,
    )
    .option(
      "--destroy-keys-after-days <days>",
      "destroy a key that was made here so many days after its certificate's first use; never: when it expires (never)",
      readDays,
    );
}

function rulesOf({ product, keyKind, ...days }: Omit<TenantOptions, "data" | "tenant" | "json">): TenantRules {
  const { retireAfterDays, destroyKeysAfterDays } = days;
  return {
    product,
    keyKind,
    retireAfterDays: orNull(retireAfterDays),
    destroyKeysAfterDays: orNull(destroyKeysAfterDays),
  };
}

function orNull(days: TenantOptions["retireAfterDays"]): number | null | undefined {
  return days === "never" ? null : days;
}
