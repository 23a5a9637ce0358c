import { Command } from "commander";
import { addSystemOperator } from "../../accounts/add-system-operator.ts";
import { openRecords, openService } from "../../service/open-service.ts";
import { listSystemOperators, systemTenant } from "../../store/accounts/system-operators.ts";
import type { AccountRow } from "../../store/database/schema.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { byOperator } from "../line/by-operator.ts";
import { printList, type Facts } from "../line/print-list.ts";
import { printResult } from "../line/print-result.ts";
import { listingCommand, serviceCommand, type ServiceOptions } from "../line/service-command.ts";
import { changeCommands, type ManagedAccounts } from "./change-commands.ts";
import { invitationInWords, invitedBy, requireSite } from "./invitation-in-words.ts";
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
  const command = new Command("operator")
    .description("Manage who may log in to the system operators' site, above the tenants; only these commands do.")
    .addCommand(addCommand())
    .addCommand(listCommand());
  for (const each of changeCommands(managed)) command.addCommand(each);
  return command
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

const managed: ManagedAccounts<OperatorOptions> = {
  ...{ site: "operator", command: "operator", certificate: "that person's certificate" },
  about: (action, description) => about(action, description, ""),
  identify: async (_, { name }) => await Promise.resolve({ tenant: systemTenant, name }),
  unknown: ({ name }) =>
    new OperatorError("account-unknown", `There is no system operator "${name}". koshin operator list shows them.`),
  inWords: ({ name }) => `System operator ${name}`,
  facts: ({ name }) => ({ name }),
};

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
