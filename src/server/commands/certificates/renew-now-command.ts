import { Option, type Command } from "commander";
import { orderRenewal, type OrderedRenewal, type RenewalScope } from "../../issuance/renewal/renewal-order.ts";
import { openService } from "../../service/open-service.ts";
import { counted } from "../../system/counted.ts";
import { byOperator } from "../line/by-operator.ts";
import { printResult } from "../line/print-result.ts";
import { readHours } from "../line/read-hours.ts";
import { readMoment } from "../line/read-moment.ts";
import { issuerOption, readSerial } from "../line/read-serial.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

interface RenewNowOptions extends ServiceOptions {
  readonly tenant?: string;
  readonly all?: true;
  readonly serial?: string;
  readonly issuer?: string;
  readonly reason: string;
  readonly from?: Date;
  readonly hours?: OrderedRenewal["window"];
  readonly until?: Date;
}

/** `koshin renew-now`. */
export function renewNowCommand(): Command {
  const description =
    "Make existing certificates due before their time, until they have been renewed, for example after a key or an authority was compromised.";
  return serviceCommand("renew-now", description, '--tenant u00000014 --reason "key file left on a share"')
    .addOption(new Option("--tenant <name>", "only this tenant's").conflicts(["all", "serial"]))
    .addOption(new Option("--all", "all certificates").conflicts(["serial"]))
    .option("--serial <hex>", "one certificate", readSerial)
    .option(...issuerOption)
    .requiredOption("--reason <text>", "shown to the holders, and recorded in the audit trail")
    .option("--from <moment>", "when they become due: 2026-12-31 or 2026-12-31T09:00:00Z, in UTC; now by default", readMoment)
    .option("--hours <span>", "due only in these hours of each day, by the tenant's clocks: 19:00-23:00", readHours)
    .option(
      "--until <moment>",
      "when the order ends: 2026-12-31 or 2026-12-31T09:00:00Z, in UTC; a moment in the past cancels an earlier order",
      readMoment,
    )
    .action(renewNow);
}

async function renewNow(options: RenewNowOptions, command: Command): Promise<void> {
  const { data, database, reason, from: startsAt, hours: window, until, json } = options;
  const scope = scopeOf(options);
  if (scope === undefined) command.error("Name the certificates: --tenant, --serial or --all.");
  else {
    await using service = await openService(data, { database });
    const now = new Date();
    const affected = await orderRenewal(service, { scope, reason, startsAt, window, until, ...byOperator(now) });
    const hours = window === undefined ? null : `${window.from}-${window.to}`;
    const facts = { scope, reason, from: startsAt?.toISOString() ?? null, hours, until: until?.toISOString() ?? null, affected };
    const begins = startsAt === undefined ? "now" : `from ${startsAt.toISOString()} on`;
    const when = hours === null ? begins : `${begins}, daily ${hours}`;
    const due = `${counted(affected, "certificate is", "certificates are")} due ${when}. Their holders are prompted at the next visit.`;
    const cancelled = `Earlier orders are cancelled for ${counted(affected, "certificate, which is", "certificates, which are")} due at the usual time again.`;
    printResult(facts, json === true, until !== undefined && until <= now ? cancelled : due);
  }
}

function scopeOf({ tenant, serial, issuer, all }: RenewNowOptions): RenewalScope | undefined {
  if (tenant !== undefined) return { tenant };
  if (serial !== undefined) return { serial, issuer };
  return all === true ? "all" : undefined;
}
