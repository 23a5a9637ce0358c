import { Command, InvalidArgumentError, Option } from "commander";
import { orderRenewal } from "../issuance/renewal-order.ts";
import { openService } from "../open-service.ts";
import type { OrderScope } from "../store/renewal-orders.ts";
import { printResult } from "./print-result.ts";

interface RenewNowOptions {
  readonly data: string;
  readonly tenant?: string;
  readonly all?: true;
  readonly serial?: string;
  readonly reason: string;
  readonly until?: Date;
  readonly json?: true;
}

/** `koshin renew-now`. */
export function renewNowCommand(): Command {
  return new Command("renew-now")
    .description("Make certificates due at once, until they have been renewed, for a compromised key or authority.")
    .requiredOption("--data <folder>", "the folder that koshin init made")
    .addOption(new Option("--tenant <name>", "those of a tenant").conflicts(["all", "serial"]))
    .addOption(new Option("--all", "all that were ever issued").conflicts(["serial"]))
    .option("--serial <hex>", "one")
    .requiredOption("--reason <text>", "for the audit trail")
    .option("--until <moment>", "when the order ends: 2026-12-31 or 2026-12-31T09:00:00Z, in UTC", readMoment)
    .option("--json", "print the result as one line of JSON")
    .addHelpText(
      "after",
      '\nExample:\n  koshin renew-now --data /var/lib/koshin --tenant u00000014 --reason "key file left on a share"',
    )
    .action(renewNow);
}

async function renewNow(options: RenewNowOptions, command: Command): Promise<void> {
  const { data, reason, until, json } = options;
  const scope = scopeOf(options);
  if (scope === undefined) command.error("error: name the certificates: --tenant, --serial or --all");
  else {
    await using service = await openService(data);
    const affected = await orderRenewal(service, { scope, reason, until, now: new Date() });
    const facts = { scope, reason, until: until?.toISOString() ?? null, affected };
    printResult(facts, json === true, `${affected} certificates are due now. Their holders are asked at their next visit.`);
  }
}

function scopeOf({ tenant, serial, all }: RenewNowOptions): OrderScope | undefined {
  if (tenant !== undefined) return { tenant };
  if (serial !== undefined) return { serial };
  return all === true ? "all" : undefined;
}

function readMoment(text: string): Date {
  const moment = new Date(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/.test(text) ? text : "");
  if (Number.isNaN(moment.getTime())) throw new InvalidArgumentError("Write it as 2026-12-31 or 2026-12-31T09:00:00Z.");
  return moment;
}
