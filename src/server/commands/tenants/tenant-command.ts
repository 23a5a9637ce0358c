import { Command, Option } from "commander";
import { keyKinds, type KeyKind } from "../../../core/key-kind.ts";
import { foretellChange } from "../../issuance/administration/rules-forecast.ts";
import { changeTenant, closeTenant, createTenant, openTenant, requireTenant, type TenantRules } from "../../issuance/tenants.ts";
import { openService } from "../../service/open-service.ts";
import { productNamed } from "../../settings/products.ts";
import type { TenantRow } from "../../store/database/schema.ts";
import { byOperator } from "../line/by-operator.ts";
import { printResult } from "../line/print-result.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";
import { rulesIn, withRuleOptions, type RuleOptions } from "./rule-options.ts";
import { rulesForecastInWords } from "./rules-forecast-in-words.ts";
import { tenantDefaultsCommand } from "./tenant-defaults-command.ts";
import { tenantNotifyCommand } from "./tenant-notify-command.ts";
import { tenantShowCommand } from "./tenant-show-command.ts";

interface TenantOptions extends ServiceOptions, RuleOptions {
  readonly tenant: string;
  readonly product?: string;
  readonly keyKind?: KeyKind;
  readonly sameKey?: TenantRules["sameKey"];
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
    .addCommand(tenantDefaultsCommand())
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
  return withRuleOptions(command)
    .addOption(new Option("--product <product>", "whose renewal rules apply, as named in the settings; weborca by default"))
    .addOption(new Option("--key-kind <kind>", "the kind of key that its devices generate; P-256 by default").choices(keyKinds))
    .addOption(
      new Option("--same-key <rule>", "whether a renewal may keep the certificate's key; refused by default").choices([
        "allowed",
        "refused",
      ]),
    );
}

function rulesOf({ product, keyKind, sameKey, ...options }: Omit<TenantOptions, "data" | "tenant" | "json">): TenantRules {
  return { product, keyKind, sameKey, ...rulesIn(options) };
}
