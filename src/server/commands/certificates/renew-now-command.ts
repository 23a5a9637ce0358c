import { Option, type Command } from "commander";
import { orderRenewal, type RenewalScope } from "../../issuance/renewal/renewal-order.ts";
import { openService } from "../../service/open-service.ts";
import { counted } from "../../system/counted.ts";
import { byOperator } from "../line/by-operator.ts";
import { printResult } from "../line/print-result.ts";
import { readMoment } from "../line/read-moment.ts";
import { issuerOption, readSerial } from "../line/read-serial.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

interface RenewNowOptions extends ServiceOptions {
  readonly tenant?: string;
  readonly all?: true;
  readonly serial?: string;
  readonly issuer?: string;
  readonly reason: string;
  readonly until?: Date;
}

/** `koshin renew-now`. */
export function renewNowCommand(): Command {
  const description =
    "Make existing certificates due now, until they have been renewed, for example after a key or an authority was compromised.";
  return serviceCommand("renew-now", description, '--tenant u00000014 --reason "key file left on a share"')
    .addOption(new Option("--tenant <name>", "only this tenant's").conflicts(["all", "serial"]))
    .addOption(new Option("--all", "all certificates").conflicts(["serial"]))
    .option("--serial <hex>", "one certificate", readSerial)
    .option(...issuerOption)
    .requiredOption("--reason <text>", "shown to the holders, and recorded in the audit trail")
    .option(
      "--until <moment>",
      "when the order ends: 2026-12-31 or 2026-12-31T09:00:00Z, in UTC; a moment in the past cancels an earlier order",
      readMoment,
    )
    .action(renewNow);
}

async function renewNow(options: RenewNowOptions, command: Command): Promise<void> {
  const { data, database, reason, until, json } = options;
  const scope = scopeOf(options);
  if (scope === undefined) command.error("Name the certificates: --tenant, --serial or --all.");
  else {
    await using service = await openService(data, { database });
    const now = new Date();
    const affected = await orderRenewal(service, { scope, reason, until, ...byOperator(now) });
    const facts = { scope, reason, until: until?.toISOString() ?? null, affected };
    const due = `${counted(affected, "certificate is", "certificates are")} due now. Their holders are prompted at the next visit.`;
    const cancelled = `Earlier orders are cancelled for ${counted(affected, "certificate, which is", "certificates, which are")} due at the usual time again.`;
    printResult(facts, json === true, until !== undefined && until <= now ? cancelled : due);
  }
}

function scopeOf({ tenant, serial, issuer, all }: RenewNowOptions): RenewalScope | undefined {
  if (tenant !== undefined) return { tenant };
  if (serial !== undefined) return { serial, issuer };
  return all === true ? "all" : undefined;
}
