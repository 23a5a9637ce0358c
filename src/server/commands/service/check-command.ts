import type { Command } from "commander";
import { checkService } from "../../service/check-service.ts";
import { printResult } from "../line/print-result.ts";
import { reportProgress } from "../line/report-progress.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

/** `koshin check`. */
export function checkCommand(): Command {
  const description =
    "Check for problems: settings, permissions, authority, server certificate, keys, database, audit trail, notices. Exit code 1 if there are any.";
  return serviceCommand("check", description, "").action(async ({ data, database, json }: ServiceOptions) => {
    const findings = await checkService(data, new Date(), { database, progress: reportProgress("audit entries verified") });
    const good = findings.every(({ note }) => note === true);
    const sentences = findings.map(({ what, sentence, note }) => `${what}: ${note === true ? "Note: " : ""}${sentence}`);
    printResult({ good, findings }, json === true, [...sentences, ...(good ? [`${data} is in order.`] : [])].join("\n"));
    if (!good) process.exitCode = 1;
  });
}
