import { Option, type Command } from "commander";
import { offeredReasons, type RevocationOrder } from "../../../protocol/console/certificates.ts";
import type { RenewalOrder } from "../../../protocol/console/renewal-orders.ts";
import { readHours } from "../line/read-hours.ts";
import { readMoment } from "../line/read-moment.ts";
import { readText } from "../line/read-text.ts";
import { serviceCommand } from "../line/service-command.ts";
import { actOnSelection, type ActOptions } from "./act-on-selection.ts";
import { selecting } from "./selection-options.ts";

interface RevokeOptions extends ActOptions {
  readonly reason: RevocationOrder["reason"];
  readonly withReplacement?: true;
  readonly withPredecessor?: true;
}

interface OrderOptions extends ActOptions {
  readonly reason: string;
  readonly from?: Date;
  readonly hours?: NonNullable<RenewalOrder["window"]>;
  readonly until?: Date;
}

interface AnnotateOptions extends ActOptions {
  readonly setRemark?: string;
  readonly setDevice?: string;
}

/** The commands that do something to several certificates, in the background. */
export function startCommands(): Command[] {
  return [renewCommand(), orderCommand(), revokeCommand(), annotateCommand()];
}

function starting(path: string, description: string, example: string): Command {
  const whole = `${description} Without --yes it only says what would be done, by number. It fails (1) unless everything was done.`;
  return selecting(serviceCommand(path, whole, example)).option(
    "--no-wait",
    "do not wait for the end; koshin job show --wait does",
  );
}

function renewCommand(): Command {
  const description =
    "Renew certificates on behalf of their holders: the service makes the keys, and keeps the files, which administrators hand out.";
  return starting("job renew", description, "--tenant u00000014 --ends-within 30 --yes").action(
    async (options: ActOptions, command: Command) => await actOnSelection({ kind: "renew" }, options, command),
  );
}

function orderCommand(): Command {
  const description = "Make certificates due before their time, as koshin renew-now does for all of a tenant.";
  return starting("job renew-now", description, '--tenant u00000014 --remark "2F" --hours 19:00-23:00 --reason "new PCs" --yes')
    .requiredOption("--reason <text>", "shown to the holders", readText(300, "one"))
    .option("--from <moment>", "when they become due: 2026-12-31 or 2026-12-31T09:00:00Z, in UTC; now by default", readMoment)
    .option("--hours <span>", "due only in these hours of each day, by the tenant's clocks: 19:00-23:00", readHours)
    .option("--until <moment>", "when the order ends, after --from; a moment in the past cancels earlier orders", readMoment)
    .action(async ({ reason, from, hours, until, ...options }: OrderOptions, command: Command) => {
      if (from !== undefined && until !== undefined && until <= from) command.error("--until must be after --from.");
      const moments = { startsAt: from?.toISOString() ?? null, endsAt: until?.toISOString() ?? null };
      await actOnSelection({ kind: "order", reason: reason.trim(), window: hours ?? null, ...moments }, options, command);
    });
}

function revokeCommand(): Command {
  const description = "Revoke certificates: they are refused from then on.";
  return starting("job revoke", description, '--tenant u00000014 --search "PC-7" --reason cessation-of-operation --yes')
    .addOption(new Option("--reason <reason>", "why").choices(offeredReasons).makeOptionMandatory())
    .option("--with-replacement", "also revoke the certificates that they were renewed to")
    .option("--with-predecessor", "also revoke the certificates that they were renewed from")
    .action(async ({ reason, withReplacement, withPredecessor, ...options }: RevokeOptions, command: Command) => {
      const along = [
        ...(withReplacement === true ? ["replacement" as const] : []),
        ...(withPredecessor === true ? ["predecessor" as const] : []),
      ];
      await actOnSelection({ kind: "revoke", reason, along }, options, command);
    });
}

function annotateCommand(): Command {
  const description = "Change the remark or the device memo of certificates; what is not named stays as it is.";
  return starting("job annotate", description, '--tenant u00000014 --remark "2F" --set-remark "3F" --yes')
    .option("--set-remark <text>", "the remark to note; empty for none", readText(1000, "any"))
    .option("--set-device <text>", "the device to note; empty for none", readText(1000, "any"))
    .action(async ({ setRemark: remark, setDevice: device, ...options }: AnnotateOptions, command: Command) => {
      if (remark === undefined && device === undefined) command.error("Name what to note: --set-remark or --set-device.");
      await actOnSelection({ kind: "annotate", remark, device }, options, command);
    });
}
