import { Command, Option } from "commander";
import { roles, type Role } from "../../../protocol/console/session.ts";
import { inviteAccount } from "../../accounts/manage-accounts.ts";
import { requireTenant } from "../../issuance/tenants.ts";
import { openRecords, openService } from "../../service/open-service.ts";
import { listAdministrators, type AdministratorRow } from "../../store/accounts/account-rows.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { byOperator } from "../line/by-operator.ts";
import { printList, type Facts } from "../line/print-list.ts";
import { printResult } from "../line/print-result.ts";
import { listingCommand, type ServiceOptions } from "../line/service-command.ts";
import { factsCommand } from "./account-facts-command.ts";
import { changeCommands, type ManagedAccounts } from "./change-commands.ts";
import { invitationInWords, invitedBy, requireSite } from "./invitation-in-words.ts";
import { loginsCommand } from "./logins-command.ts";
import { aboutAccount, readMail, type AccountOptions } from "./named-account.ts";
import { accountUnknown } from "./require-account.ts";
import { endSessionsCommand, sessionsCommand } from "./session-commands.ts";

interface AddOptions extends AccountOptions {
  readonly role: Role;
  readonly personName: string;
  readonly mail?: string;
}

/** `koshin account`. */
export function accountCommand(): Command {
  const command = new Command("account")
    .description("Manage who may log in to the administrators' site; its own administrators manage the others there.")
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(factsCommand());
  for (const each of changeCommands(managed)) command.addCommand(each);
  return command
    .addCommand(sessionsCommand())
    .addCommand(endSessionsCommand())
    .addCommand(loginsCommand())
    .addHelpText("after", "\nExample:\n  koshin account add --data /var/lib/koshin --tenant u00000014 --name suzuki");
}

function addCommand(): Command {
  return aboutAccount("add", "Add an account. It prints the link with which its user chooses a password, within seven days.")
    .addOption(
      new Option("--role <role>", "viewers look, operators act on certificates, administrators manage accounts as well")
        .choices(roles)
        .default("administrator"),
    )
    .option("--person-name <name>", "the person's name, as the site shows it", "")
    .option("--mail <address>", "mail the link there, too", readMail)
    .action(async ({ data, database, tenant, name, role, personName, json, ...given }: AddOptions) => {
      const mail = given.mail ?? null;
      await using service = await openService(data, { database });
      const origin = requireSite(service.settings, "console");
      await requireTenant(service.store, tenant);
      const begun = await inviteAccount(service.store, { tenant, name, role, personName, mail }, byOperator());
      if (begun === undefined) {
        throw new OperatorError("account-exists", `Tenant "${tenant}" has an account "${name}" already. Choose another name.`);
      }
      const invitation = await invitedBy(service, begun, { origin, mail });
      const sentence = `Account ${name} of ${tenant} is added. ${invitationInWords(invitation)}`;
      printResult({ tenant, name, role, ...invitation }, json === true, sentence);
    });
}

function listCommand(): Command {
  return listingCommand("account list", "List the accounts of a tenant with access to the site, by name.", "--tenant u00000014")
    .requiredOption("--tenant <name>", "its name: u00000014")
    .action(async ({ data, database, tenant, json }: ServiceOptions & Pick<AccountOptions, "tenant">) => {
      await using records = await openRecords(data, { database });
      await requireTenant(records.store, tenant);
      const page = async function* (): AsyncGenerator<readonly AdministratorRow[]> {
        yield await listAdministrators(records.store, tenant);
      };
      await printList(page(), accountFacts, { json: json === true, none: `Tenant ${tenant} has no accounts.` });
    });
}

const managed: ManagedAccounts<AccountOptions> = {
  ...{
    site: "console",
    command: "account",
    about: aboutAccount,
    unknown: accountUnknown,
    certificate: "a certificate of the tenant",
  },
  async identify(store, { tenant, name }) {
    await requireTenant(store, tenant);
    return { tenant, name };
  },
  inWords: ({ tenant, name }) => `Account ${name} of ${tenant}`,
  facts: ({ tenant, name }) => ({ tenant, name }),
};

function accountFacts({ name, role, personName, mail, password, ...row }: AdministratorRow): Facts {
  const state = row.disabledAt !== null ? "disabled" : password === null ? "invited" : "active";
  const secondFactor = row.secondFactorSince === null ? "missing" : "set-up";
  const lastLoginAt = row.lastLoginAt === null ? null : new Date(row.lastLoginAt).toISOString();
  return { name, role, personName: personName === "" ? null : personName, mail, state, secondFactor, lastLoginAt };
}
