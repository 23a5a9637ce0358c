import { InvalidArgumentError, Option, type Command } from "commander";
import { announce, withdraw } from "../../issuance/administration/announce.ts";
import { openRecords } from "../../service/open-service.ts";
import { byOperator } from "../line/by-operator.ts";
import { printResult } from "../line/print-result.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

interface AnnounceOptions extends ServiceOptions {
  readonly title?: string;
  readonly text?: string;
  readonly tenant?: string;
  readonly remove?: number;
}

/** `koshin announce`. */
export function announceCommand(): Command {
  const description =
    "Announce something on the administrators' site, to one tenant or to all, or take it back; koshin list announcements lists them.";
  const example = '--title "Maintenance" --text "Sunday, 02:00 to 03:00: no renewals."';
  return serviceCommand("announce", description, example)
    .option("--title <line>", "a title of up to 100 characters", readText(100))
    .option("--text <text>", "what is announced, up to 4000 characters", readText(4000))
    .option("--tenant <name>", "only to this tenant: u00000014; by default to all")
    .addOption(
      new Option("--remove <number>", "take this announcement back").argParser(readNumber).conflicts(["title", "text", "tenant"]),
    )
    .action(async ({ data, database, title, text, tenant, remove, json }: AnnounceOptions, command: Command) => {
      if (remove === undefined && (title === undefined || text === undefined))
        command.error("Name --title and --text, or --remove.");
      await using records = await openRecords(data, { database });
      if (remove !== undefined) {
        const removed = await withdraw(records, remove, byOperator());
        printResult({ number: remove, ...removed, removed: true }, json === true, `Announcement ${remove} is taken back.`);
        return;
      }
      const announcement = { title: title ?? "", text: text ?? "", tenant: tenant ?? null };
      const number = await announce(records, announcement, byOperator());
      const sentence = `Announcement ${number} is shown to ${tenant === undefined ? "all administrators" : `the administrators of ${tenant}`}.`;
      printResult({ number, ...announcement }, json === true, sentence);
    });
}

function readText(longest: number): (text: string) => string {
  return (text) => {
    const plain = text.trim();
    if (plain === "" || plain.length > longest || /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(plain))
      throw new InvalidArgumentError(`Write 1 to ${longest} characters, without control characters.`);
    return plain;
  };
}

function readNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("A number, as koshin list announcements prints it.");
  return Number(text);
}
