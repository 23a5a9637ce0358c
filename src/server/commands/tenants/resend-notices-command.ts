import type { Command } from "commander";
import { resendNotices } from "../../notices/resend-notices.ts";
import { openService } from "../../service/open-service.ts";
import { counted } from "../../system/counted.ts";
import { byOperator } from "../line/by-operator.ts";
import { printResult } from "../line/print-result.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

interface ResendOptions extends ServiceOptions {
  readonly tenant?: string;
  readonly unknown?: true;
}

/** `koshin resend-notices`. */
export function resendNoticesCommand(): Command {
  const description = "Send undelivered notices again, in the next round of the service, within five minutes.";
  return serviceCommand("resend-notices", description, "--tenant u00000014")
    .option("--tenant <name>", "only this tenant's; all tenants' by default")
    .option("--unknown", "also those that may have been delivered, and would then arrive twice")
    .action(async ({ data, database, tenant, unknown, json }: ResendOptions) => {
      await using service = await openService(data, { database });
      const notices = await resendNotices(service, { tenant, unknown: unknown === true }, byOperator());
      const sentence =
        notices === 0
          ? "There is nothing to resend."
          : `${counted(notices, "notice", "notices")} will be sent again within five minutes.`;
      printResult({ notices, changed: notices > 0 }, json === true, sentence);
    });
}
