import { Command, Option } from "commander";
import type { HolderRules } from "../../../protocol/console/holder-rules.ts";
import { changeHolderRules, describeHolderRules } from "../../issuance/holders/holder-rules.ts";
import { changeMail } from "../../issuance/holders/note-mail.ts";
import { requirePerson } from "../../issuance/require-certificate.ts";
import { requireTenant } from "../../issuance/tenants.ts";
import { missingMailServer } from "../../notices/check-notices.ts";
import { openRecords, openService } from "../../service/open-service.ts";
import { findHolder } from "../../store/holders/holder-rows.ts";
import { byOperator } from "../line/by-operator.ts";
import { printResult } from "../line/print-result.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

interface HolderOptions extends ServiceOptions {
  readonly tenant: string;
  readonly cn: string;
}

interface RuleOptions extends ServiceOptions {
  readonly tenant: string;
  readonly mails?: HolderRules["mails"];
  readonly otherDevices?: HolderRules["otherDevices"];
  readonly contact?: string;
}

/** `koshin holder`. */
export function holderCommand(): Command {
  return new Command("holder")
    .description("The people behind certificates: where they get mails about these, and what applies to them.")
    .addCommand(showCommand())
    .addCommand(setCommand())
    .addCommand(rulesCommand())
    .addHelpText(
      "after",
      "\nExample:\n  koshin holder set --data /var/lib/koshin --tenant u00000014 --cn client28 --mail clerk@example.jp",
    );
}

function showCommand(): Command {
  return about("show", "Show where a holder gets mails before a certificate expires.", "").action(
    async ({ data, database, tenant, cn, json }: HolderOptions) => {
      await using records = await openRecords(data, { database });
      await requirePerson(records.store, { tenant, cn });
      const row = await findHolder(records.store, { tenant, cn });
      const mail = row === undefined || row.mail === "" ? null : row.mail;
      const from = mail === null ? null : row?.editedBy === null ? "certificate" : "entered";
      const told =
        mail === null ? `${cn} of ${tenant} has no mail address.` : `${cn} of ${tenant} gets mails at ${mail} (${from}).`;
      printResult({ tenant, cn, mail, from }, json === true, told);
    },
  );
}

function setCommand(): Command {
  const description = "Set where a holder gets mails before a certificate expires: the address is kept at every renewal.";
  return about("set", description, " --mail clerk@example.jp")
    .requiredOption("--mail <address>", "the mail address, or none")
    .action(async ({ data, database, tenant, cn, mail: given, json }: HolderOptions & { readonly mail: string }) => {
      await using service = await openService(data, { database });
      const mail = given === "none" ? "" : given;
      const changed = await changeMail(service, { tenant, cn, mail }, byOperator());
      const missing = mail === "" ? undefined : missingMailServer(service.settings);
      const sentence = mail === "" ? `${cn} of ${tenant} gets no mails.` : `${cn} of ${tenant} gets mails at ${mail}.`;
      const facts = { tenant, cn, mail: mail === "" ? null : mail, changed, deliverable: missing === undefined };
      printResult(facts, json === true, [sentence, ...(missing === undefined ? [] : [missing])].join(" "));
    });
}

function rulesCommand(): Command {
  const description =
    "Show or change what applies to a tenant's holders: whether they get mails, whether they may have a certificate's file for another device, and whom they may ask.";
  return serviceCommand("holder rules", description, '--tenant u00000014 --contact "Support, 03-0000-0000"')
    .requiredOption("--tenant <name>", "the tenant: u00000014")
    .addOption(new Option("--mails <rule>", "mails before expiry").choices(["sent", "off"]))
    .addOption(
      new Option("--other-devices <rule>", "a certificate's file for another device of its holder").choices(["allowed", "refused"]),
    )
    .option("--contact <words>", 'whom holders may ask, in one line of the mails; "" for the tenant\'s administrators', readContact)
    .action(async ({ data, database, tenant, json, ...rules }: RuleOptions) => {
      await using service = await openService(data, { database });
      await requireTenant(service.store, tenant);
      const { mails, otherDevices, contact } = rules;
      const changed = await changeHolderRules(service, tenant, {
        rules: { mails, otherDevices, contact },
        user: "operator",
        ...byOperator(),
      });
      const present = await describeHolderRules(service, tenant);
      const sentence = [
        `${tenant}: mails ${present.mails}, other devices ${present.otherDevices}`,
        ...(present.contact === "" ? [] : [`contact ${present.contact}`]),
      ].join(", ");
      const facts = { mails: present.mails, otherDevices: present.otherDevices, contact: present.contact };
      printResult({ tenant, ...facts, changed }, json === true, `${sentence}.`);
    });
}

function readContact(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim().slice(0, 200);
}

function about(name: string, description: string, example: string): Command {
  return serviceCommand(`holder ${name}`, description, `--tenant u00000014 --cn client28${example}`)
    .requiredOption("--tenant <name>", "the tenant: u00000014")
    .requiredOption("--cn <cn>", "the name in the certificates: client28");
}
