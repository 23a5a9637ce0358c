import type { Command } from "commander";
import { notifyAt, notifyNoMoreAt } from "../../notices/addresses.ts";
import { missingMailServer } from "../../notices/check-notices.ts";
import { sendTestMessage } from "../../notices/test-message.ts";
import { standardSecret } from "../../notices/webhook.ts";
import { openService } from "../../service/open-service.ts";
import { byOperator } from "../line/by-operator.ts";
import { printResult } from "../line/print-result.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

interface NotifyOptions extends ServiceOptions {
  readonly tenant: string;
  readonly mail?: string;
  readonly webhook?: string;
  readonly remove?: true;
  readonly test?: true;
}

/** `koshin tenant notify`. */
export function tenantNotifyCommand(): Command {
  const description = "Notify a tenant, by mail or webhook, of each certificate that is issued or expires soon.";
  return serviceCommand("tenant notify", description, "--tenant u00000014 --mail office@example.jp")
    .requiredOption("--tenant <name>", "its name: u00000014")
    .option("--mail <address>", "a mail address; the mail server is in the settings")
    .option("--webhook <url>", "an https:// URL; the key that its receiver needs is printed")
    .option("--remove", "stop notifying that address")
    .option("--test", "send a test message to that mail address, which is notified already")
    .action(notify);
}

async function notify(
  { data, database, tenant, mail, webhook, remove, test, json }: NotifyOptions,
  command: Command,
): Promise<void> {
  const address = mail ?? webhook;
  if (address === undefined || (mail !== undefined && webhook !== undefined)) {
    command.error("Name either --mail or --webhook.");
  }
  if (test === true && (mail === undefined || remove === true))
    command.error("A test message goes to one --mail, without --remove.");
  await using service = await openService(data, { database });
  if (test === true) {
    await sendTest(service, { tenant, address, json });
    return;
  }
  const place = { tenant, channel: mail === undefined ? "webhook" : "mail", address } as const;
  if (remove === true) {
    const changed = await notifyNoMoreAt(service, place, byOperator());
    const sentence = changed ? `${address} is no longer notified.` : `${address} was not notified before. Nothing was changed.`;
    printResult({ ...place, removed: true, changed }, json === true, sentence);
    return;
  }
  const { changed, secret } = await notifyAt(service, place, byOperator());
  const missing = mail === undefined ? undefined : missingMailServer(service.settings);
  const sentences = [
    changed ? `${address} is notified from now on.` : `${address} was already notified. Nothing was changed.`,
    ...(secret === undefined ? [] : [`Its key is ${secret}, for Standard Webhooks ${standardSecret(secret)}.`]),
    ...(missing === undefined ? [] : [missing]),
  ];
  const facts = {
    ...place,
    ...(secret === undefined ? {} : { secret, standardSecret: standardSecret(secret) }),
    changed,
    deliverable: missing === undefined,
  };
  printResult(facts, json === true, sentences.join(" "));
}

async function sendTest(
  service: Awaited<ReturnType<typeof openService>>,
  { tenant, address, json }: { readonly tenant: string; readonly address: string; readonly json: boolean | undefined },
): Promise<void> {
  const sent = await sendTestMessage(service, tenant, (each) => each.address === address, byOperator());
  const { outcome, failure } = sent;
  if (outcome !== "delivered") process.exitCode = 1;
  const sentence = {
    delivered: `The mail server accepted a test message to ${address}.`,
    refused: `No test message was sent to ${address}: ${failure}. ${missingMailServer(service.settings) ?? "Correct notices.mail, or the address."}`,
    unknown: `The connection broke before the mail server answered (${failure}). Look into the mailbox.`,
  }[outcome];
  printResult({ tenant, channel: "mail", address, outcome, failure, changed: true }, json === true, sentence);
}
