import { InvalidArgumentError, type Command } from "commander";
import { checkService } from "../../service/check-service.ts";
import { printResult } from "../line/print-result.ts";
import { reportProgress } from "../line/report-progress.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

/** `koshin check`. */
export function checkCommand(): Command {
  const description =
    "Check for problems: settings, permissions, authority, server certificate, keys, database, audit trail, notices, the apps behind the service. Exit code 1 if there are any.";
  const command = serviceCommand("check", description, "");
  command.option(
    "--front <url>",
    "try what the front must guarantee, at the web app's public URL, such as https://app.example.jp",
    url,
  );
  return command.action(async ({ data, database, json, front }: ServiceOptions & { readonly front?: URL }) => {
    const progress = reportProgress("audit entries verified");
    const findings = await checkService(data, new Date(), { database, front, progress });
    const good = findings.every(({ note }) => note === true);
    const sentences = findings.map(({ what, sentence, note }) => `${what}: ${note === true ? "Note: " : ""}${sentence}`);
    printResult({ good, findings }, json === true, [...sentences, ...(good ? [`${data} is in order.`] : [])].join("\n"));
    if (!good) process.exitCode = 1;
  });
}

function url(text: string): URL {
  if (URL.canParse(text) && new URL(text).protocol === "https:") return new URL(text);
  throw new InvalidArgumentError("Name a URL such as https://app.example.jp.");
}
