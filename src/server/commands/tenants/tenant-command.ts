import { Command, InvalidArgumentError, Option } from "commander";
import { keyKinds, type KeyKind } from "../../../core/key-kind.ts";
import { isTimeZone } from "../../../core/renewal/daily-window.ts";
import { foretellChange } from "../../issuance/administration/rules-forecast.ts";
import { changeTenant, closeTenant, createTenant, openTenant, requireTenant, type TenantRules } from "../../issuance/tenants.ts";
import { openService } from "../../service/open-service.ts";
import { productNamed } from "../../settings/products.ts";
import type { TenantRow } from "../../store/database/schema.ts";
import { byOperator } from "../line/by-operator.ts";
import { printResult } from "../line/print-result.ts";
import { readDays, readDaysOrNever } from "../line/read-days.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";
import { rulesForecastInWords } from "./rules-forecast-in-words.ts";
import { tenantNotifyCommand } from "./tenant-notify-command.ts";
import { tenantShowCommand } from "./tenant-show-command.ts";

interface TenantOptions extends ServiceOptions {
  readonly tenant: string;
  readonly product?: string;
  readonly keyKind?: KeyKind;
  readonly retireAfterDays?: number | "never";
  readonly destroyKeysAfterDays?: number | "never";
  readonly sameKey?: TenantRules["sameKey"];
  readonly promptDays?: number | "never";
  readonly renewalKeys?: TenantRules["renewalKeys"];
  readonly timeZone?: string;
}

interface SetOptions extends TenantOptions {
  readonly dryRun?: true;
}

/** `koshin tenant`. */
export function tenantCommand(): Command {
  return new Command("tenant")
    .description("Create, show, change, close or reopen the tenants that certificates are issued to.")
    .addCommand(createCommand())
    .addCommand(setCommand())
    .addCommand(closeCommand())
    .addCommand(openCommand())
    .addCommand(tenantShowCommand())
    .addCommand(tenantNotifyCommand())
    .addHelpText("after", "\nExample:\n  koshin tenant create --data /var/lib/koshin --tenant u00000014 --product orcamo");
}

function createCommand(): Command {
  return withRules(about("create", "Create a tenant.", " --product orcamo")).action(
    async ({ data, database, tenant: name, product = "weborca", json, ...options }: TenantOptions) => {
      await using service = await openService(data, { database });
      productNamed(service.settings, product);
      const rules = { ...rulesOf(options), product };
      await createTenant(service, { name, ...rules, ...byOperator() });
      printResult({ tenant: name, ...rules }, json === true, `Tenant ${name} is created.`);
    },
  );
}

function setCommand(): Command {
  const set = withRules(about("set", "Change a tenant's rules; the others stay unchanged.", " --retire-after-days 30"));
  return set
    .option("--dry-run", "only say what the rules would do to how many certificates")
    .action(async ({ data, database, tenant: name, dryRun, json, ...options }: SetOptions, command: Command) => {
      const rules = rulesOf(options);
      if (Object.values(rules).every((rule) => rule === undefined)) command.error("Name a rule, such as --retire-after-days 30.");
      await using service = await openService(data, { database });
      if (options.product !== undefined) productNamed(service.settings, options.product);
      if (dryRun === true) {
        const before = await requireTenant(service.store, name);
        const forecast = await foretellChange(service, before, changedBy(before, rules), new Date());
        printResult({ tenant: name, changed: false, forecast }, json === true, rulesForecastInWords(forecast).join("\n"));
        return;
      }
      const changed = await changeTenant(service, name, rules, byOperator());
      const sentence = changed ? `Tenant ${name} is changed.` : `Tenant ${name} already had these rules. Nothing was changed.`;
      printResult({ tenant: name, ...rules, changed }, json === true, sentence);
    });
}

/** The rules of a tenant with some changes. */
function changedBy(before: TenantRow, rules: TenantRules): TenantRow {
  const { product = before.product, renewalKeys = before.renewalKeys, timeZone = before.timeZone } = rules;
  const { retireAfterDays = before.retireAfterDays, destroyKeysAfterDays = before.destroyKeysAfterDays } = rules;
  const { promptDays = before.promptDays } = rules;
  return { ...before, product, renewalKeys, timeZone, retireAfterDays, destroyKeysAfterDays, promptDays };
}

function closeCommand(): Command {
  return about("close", "Close a tenant: its certificates are refused from the next request on.", "").action(
    async ({ data, database, tenant: name, json }: TenantOptions) => {
      await using service = await openService(data, { database });
      const before = await closeTenant(service, name, byOperator());
      const changed = before === undefined;
      const sentence = changed ? `Tenant ${name} is closed.` : `Tenant ${name} was already closed, at ${before.toISOString()}.`;
      printResult({ tenant: name, closed: true, changed }, json === true, sentence);
    },
  );
}

function openCommand(): Command {
  const description =
    "Reopen a closed tenant: its certificates are accepted again, except those that have expired or been revoked.";
  return about("open", description, "").action(async ({ data, database, tenant: name, json }: TenantOptions) => {
    await using service = await openService(data, { database });
    const closedAt = await openTenant(service, name, byOperator());
    const changed = closedAt !== undefined;
    const sentence = changed
      ? `Tenant ${name} is open again. Certificates that have expired or been revoked stay invalid.`
      : `Tenant ${name} was already open.`;
    printResult({ tenant: name, closed: false, changed }, json === true, sentence);
  });
}

function about(name: string, description: string, example: string): Command {
  return serviceCommand(`tenant ${name}`, description, `--tenant u00000014${example}`).requiredOption(
    "--tenant <name>",
    "its name, as in the O of certificates: u00000014",
  );
}

function withRules(command: Command): Command {
  return command
    .addOption(new Option("--product <product>", "whose renewal rules apply, as named in the settings; weborca by default"))
    .addOption(new Option("--key-kind <kind>", "the kind of key that its devices generate; P-256 by default").choices(keyKinds))
    .option(
      "--retire-after-days <days>",
      "revoke a renewed certificate this number of days after its replacement's first use; never (the default): it is valid until it expires",
      readDaysOrNever,
    )
    .option(
      "--destroy-keys-after-days <days>",
      "destroy a key generated by the service this number of days after its certificate's first use; never (the default): when the certificate expires",
      readDaysOrNever,
    )
    .addOption(
      new Option("--same-key <rule>", "whether a renewal may keep the certificate's key; refused by default").choices([
        "allowed",
        "refused",
      ]),
    )
    .option(
      "--prompt-days <days>",
      "prompt holders this number of days before expiry, but not before the product accepts it; product (the default): as for that",
      readPromptDays,
    )
    .addOption(
      new Option(
        "--renewal-keys <place>",
        "where the keys of renewals are made: also at the service (the default), or only on the devices that use them",
      ).choices(["anywhere", "on-device"]),
    )
    .option(
      "--time-zone <name>",
      "of its clocks, for hours in which certificates are renewed; Asia/Tokyo by default",
      readTimeZone,
    );
}

function readPromptDays(text: string): number | "never" {
  return text === "product" ? "never" : readDays(text);
}

function readTimeZone(text: string): string {
  if (!isTimeZone(text)) throw new InvalidArgumentError("Write the name of a time zone, such as Asia/Tokyo.");
  return text;
}

function rulesOf({
  product,
  keyKind,
  sameKey,
  renewalKeys,
  timeZone,
  ...days
}: Omit<TenantOptions, "data" | "tenant" | "json">): TenantRules {
  const { retireAfterDays, destroyKeysAfterDays, promptDays } = days;
  return {
    product,
    keyKind,
    sameKey,
    retireAfterDays: orNull(retireAfterDays),
    destroyKeysAfterDays: orNull(destroyKeysAfterDays),
    promptDays: orNull(promptDays),
    renewalKeys,
    timeZone,
  };
}

function orNull(days: TenantOptions["retireAfterDays"]): number | null | undefined {
  return days === "never" ? null : days;
}
