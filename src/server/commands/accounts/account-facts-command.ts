import { Option, type Command } from "commander";
import { roles, type Role } from "../../../protocol/console/session.ts";
import { changeFacts, versionOf } from "../../accounts/change-facts.ts";
import { openRecords } from "../../service/open-service.ts";
import { byOperator } from "../line/by-operator.ts";
import { printResult } from "../line/print-result.ts";
import { readText } from "../line/read-text.ts";
import { aboutAccount, readMail, type AccountOptions } from "./named-account.ts";
import { requireAccount } from "./require-account.ts";

interface FactsOptions extends AccountOptions {
  readonly role?: Role;
  readonly personName?: string;
  readonly mail?: string;
}

const readPersonName = readText(64, "one");

/** `koshin account set`. */
export function factsCommand(): Command {
  const description = "Change the role, the person's name or the mail address of an account; the others stay unchanged.";
  return aboutAccount("set", description, { example: " --role viewer" })
    .addOption(new Option("--role <role>", "what it may do from now on, also where it is logged in").choices(roles))
    .option("--person-name <name>", "the person's name, as the site shows it; empty for none", readPersonName)
    .option("--mail <address>", "where the person is told of changes; empty for nowhere", (text) =>
      text === "" ? "" : readMail(text),
    )
    .action(async ({ data, database, tenant, name, json, ...facts }: FactsOptions, command: Command) => {
      if (Object.keys(facts).length === 0) command.error("Name what to change: --role, --person-name or --mail.");
      await using records = await openRecords(data, { database });
      const before = await requireAccount(records.store, { tenant, name });
      const { role, personName, mail } = facts;
      const changes = {
        ...(role === undefined ? {} : { role }),
        ...(personName === undefined ? {} : { personName: personName.trim() }),
        ...(mail === undefined ? {} : { mail: mail === "" ? null : mail }),
      };
      await changeFacts(records.store, { tenant, name }, changes, versionOf(before), byOperator());
      const after = await requireAccount(records.store, { tenant, name });
      const changed = versionOf(after) !== versionOf(before);
      const sentence = `Account ${name} of ${tenant} ${changed ? "is changed" : "is like that already"}.`;
      const known = { role: after.role, personName: after.personName, mail: after.mail };
      printResult({ tenant, name, changed, ...known }, json === true, sentence);
    });
}
