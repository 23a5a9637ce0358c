import { Command } from "commander";
import { addSystemOperator } from "../../accounts/add-system-operator.ts";
import { changeAccount, type AccountAction } from "../../accounts/manage-accounts.ts";
import { openRecords, openService } from "../../service/open-service.ts";
import { listSystemOperators, systemTenant } from "../../store/accounts/system-operators.ts";
import type { AccountRow } from "../../store/database/schema.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { byOperator } from "../line/by-operator.ts";
import { printList, type Facts } from "../line/print-list.ts";
import { printResult } from "../line/print-result.ts";
import { listingCommand, serviceCommand, type ServiceOptions } from "../line/service-command.ts";
import { changedAccount, invitationInWords, invitedBy, requireSite, unchangedAccount } from "./invitation-in-words.ts";
import { operatorLoginsCommand } from "./logins-command.ts";
import { readMail, readName } from "./named-account.ts";

interface OperatorOptions extends ServiceOptions {
  readonly name: string;
}

interface AddOptions extends OperatorOptions {
  readonly tenant: string;
  readonly cn: string;
  readonly personName: string;
  readonly mail?: string;
}

/** `koshin operator`. */
export function operatorCommand(): Command {
  return new Command("operator")
    .description("Manage who may log in to the system operators' site, above the tenants; only these commands do.")
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(changing("invite", "Make another invitation for somebody who has not chosen a password yet."))
    .addCommand(changing("disable", "Log a person out, and let them log in no more."))
    .addCommand(changing("enable", "Let a person whose account is disabled log in again."))
    .addCommand(changing("reset", "Have a person choose another password, and set up another second factor, by an invitation."))
    .addCommand(operatorLoginsCommand())
    .addHelpText("after", "\nExample:\n  koshin operator add --data /var/lib/koshin --name sato --tenant u00000014 --cn client1");
}

function addCommand(): Command {
  const description =
    "Add a system operator, and the certificate that the person logs in with. It prints the link with which they choose a password, within seven days.";
  return about("add", description, " --tenant u00000014 --cn client1")
    .requiredOption("--tenant <name>", "the O of the person's certificate: u00000014")
    .requiredOption("--cn <name>", "the CN of the person's certificate: client1")
    .option("--person-name <name>", "the person's name, as the site shows it", "")
    .option("--mail <address>", "mail the link there, too", readMail)
    .action(async ({ data, database, name, tenant, cn, personName, json, ...given }: AddOptions) => {
      const mail = given.mail ?? null;
      await using service = await openService(data, { database });
      const origin = requireSite(service.settings, "operator");
      const operator = { name, certificate: { cn, o: tenant }, personName, mail };
      const begun = await addSystemOperator(service.store, operator, byOperator());
      const invitation = await invitedBy(service, begun, { origin, mail });
      const sentence = `System operator ${name} is added. ${invitationInWords(invitation, `the certificate ${cn} of ${tenant}`)}`;
      printResult({ name, tenant, cn, ...invitation }, json === true, sentence);
    });
}

function listCommand(): Command {
  return listingCommand("operator list", "List the system operators, by name.", "").action(
    async ({ data, database, json }: ServiceOptions) => {
      await using records = await openRecords(data, { database });
      const page = async function* (): AsyncGenerator<readonly AccountRow[]> {
        yield await listSystemOperators(records.store);
      };
      await printList(page(), operatorFacts, { json: json === true, none: "There are no system operators." });
    },
  );
}

function changing(action: AccountAction, description: string): Command {
  return about(action, description, "").action(async ({ data, database, name, json }: OperatorOptions) => {
    await using service = await openService(data, { database });
    const origin = action === "invite" || action === "reset" ? requireSite(service.settings, "operator") : "";
    const outcome = await changeAccount(service.store, { tenant: systemTenant, name }, action, byOperator());
    if (outcome.kind === "unknown")
      throw new OperatorError("account-unknown", `There is no system operator "${name}". koshin operator list shows them.`);
    const isChanged = outcome.kind === "changed";
    const sentence = `System operator ${name} ${(isChanged ? changedAccount : unchangedAccount("operator"))[action]}`;
    const begun = isChanged ? outcome.invitation : undefined;
    const invitation = begun && (await invitedBy(service, begun, { origin, mail: isChanged ? outcome.mail : null }));
    const words = invitation === undefined ? sentence : `${sentence} ${invitationInWords(invitation, "that person's certificate")}`;
    printResult({ name, changed: isChanged, ...invitation }, json === true, words);
  });
}

function about(action: string, description: string, example: string): Command {
  return serviceCommand(`operator ${action}`, description, `--name sato${example}`).requiredOption(
    "--name <name>",
    "the name that its user types in: up to 32 of a-z, 0-9, _ and -, first a letter",
    readName,
  );
}

function operatorFacts({
  name,
  certificateTenant: tenant,
  certificateCn: cn,
  personName,
  mail,
  password,
  ...row
}: AccountRow): Facts {
  const state = row.disabledAt !== null ? "disabled" : password === null ? "invited" : "active";
  const secondFactor = row.secondFactorSince === null ? "missing" : "set-up";
  const lastLoginAt = row.lastLoginAt === null ? null : new Date(row.lastLoginAt).toISOString();
  return { name, tenant, cn, personName: personName === "" ? null : personName, mail, state, secondFactor, lastLoginAt };
}
