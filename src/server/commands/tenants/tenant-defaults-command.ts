import type { Command } from "commander";
import type { TenantRules } from "../../../protocol/console/tenant-rules.ts";
import { beginningOf, changeBeginning } from "../../issuance/operators/policy-defaults.ts";
import { openRecords } from "../../service/open-service.ts";
import { productNamed } from "../../settings/products.ts";
import { byOperator } from "../line/by-operator.ts";
import { printResult } from "../line/print-result.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";
import { rulesIn, withRuleOptions, type RuleOptions } from "./rule-options.ts";

interface DefaultsOptions extends ServiceOptions, RuleOptions {
  readonly product: string;
  readonly dryRun?: true;
}

/** `koshin tenant defaults`. */
export function tenantDefaultsCommand(): Command {
  const description =
    "Show the rules that tenants of a product begin with, or change some of them. Existing tenants keep theirs (koshin tenant set).";
  return withRuleOptions(serviceCommand("tenant defaults", description, "--product weborca --retire-after-days 30"))
    .requiredOption("--product <product>", "the product, as named in the settings: weborca")
    .option("--dry-run", "only say what the rules would be")
    .action(async ({ data, database, product, dryRun, json, ...options }: DefaultsOptions) => {
      const given = rulesIn(options);
      await using records = await openRecords(data, { database });
      productNamed(records.settings, product);
      const { rules: before, version } = await beginningOf(records.store, product);
      const rules = withChanges(before, given);
      const asked = Object.values(given).some((rule) => rule !== undefined);
      const changed =
        asked && dryRun !== true && (await changeBeginning(records, { product, rules }, { version, ...byOperator() }));
      const sentence =
        asked && dryRun !== true
          ? `${changed ? "Changed. " : "Nothing was changed. "}Tenants of ${product} begin with:`
          : `Tenants of ${product} ${asked ? "would begin" : "begin"} with:`;
      printResult({ product, ...rules, changed }, json === true, [sentence, ...inWords(rules)].join("\n"));
    });
}

function withChanges(before: TenantRules, given: ReturnType<typeof rulesIn>): TenantRules {
  const { promptDays = before.promptDays, renewalKeys = before.renewalKeys, timeZone = before.timeZone } = given;
  const { retireAfterDays = before.retireAfterDays, destroyKeysAfterDays = before.destroyKeysAfterDays } = given;
  return { promptDays, retireAfterDays, destroyKeysAfterDays, renewalKeys, timeZone };
}

/** As the options name and take them. */
function inWords({ promptDays, retireAfterDays, destroyKeysAfterDays, renewalKeys, timeZone }: TenantRules): string[] {
  return [
    `  prompt-days              ${promptDays ?? "as for the product"}`,
    `  retire-after-days        ${retireAfterDays ?? "never"}`,
    `  destroy-keys-after-days  ${destroyKeysAfterDays ?? "never"}`,
    `  renewal-keys             ${renewalKeys}`,
    `  time-zone                ${timeZone}`,
  ];
}
