import { rm, writeFile } from "node:fs/promises";
import { Command } from "commander";
import { generatePassword } from "../../core/password.ts";
import { writePkcs12 } from "../../core/pkcs12/write.ts";
import { writePrivateFile } from "../data-folder.ts";
import { issueCertificate } from "../issuance/issue.ts";
import type { Service } from "../issuance/service.ts";
import { createTenant } from "../issuance/tenants.ts";
import { openService } from "../open-service.ts";
import { findTenant } from "../store/tenants.ts";
import { printResult } from "./print-result.ts";

interface IssueOptions {
  readonly data: string;
  readonly database?: string;
  readonly tenant: string;
  readonly cn: string;
  readonly out: string;
  readonly json?: true;
}

/** `koshin issue`. */
export function issueCommand(): Command {
  return new Command("issue")
    .description("Issue a first certificate as a .p12 file, with its password in a .txt file beside it.")
    .requiredOption("--data <folder>", "the folder that koshin init made")
    .requiredOption("--tenant <name>", "the tenant, u00000014; one that does not exist is created (weborca, P-256)")
    .requiredOption("--cn <cn>", "whom it names: client28")
    .requiredOption("--out <file.p12>", "the file to write; nothing is written over")
    .option("--database <url>", "a PostgreSQL database in place of the one that the settings name")
    .option("--json", "print the result as one line of JSON")
    .addHelpText(
      "after",
      "\nExample:\n  koshin issue --data /var/lib/koshin --tenant u00000014 --cn client28 --out client28.p12",
    )
    .action(issue);
}

async function issue({ data, database, tenant, cn, out, json }: IssueOptions): Promise<void> {
  const passwordFile = `${out.replace(/\.p12$/i, "")}.txt`;
  await using service = await openService(data, { database });
  const now = new Date();
  const password = generatePassword();
  // Both files are there before anything is issued: a certificate that could not be written would be lost.
  await writePrivateFile(out, "");
  try {
    await writePrivateFile(passwordFile, `${password}\n`);
  } catch (error) {
    await rm(out);
    throw error;
  }
  try {
    const tenantCreated = await ensureTenant(service, tenant, now);
    const issued = await issueCertificate(service, { tenant, cn, now });
    const contents = { ...issued, friendlyName: `${cn} ${tenant}` };
    await writeFile(out, await writePkcs12(contents, { password, profile: "modern" }), { flush: true });
    const { serial, notAfter, fileName } = issued;
    const facts = { serial, notAfter: notAfter.toISOString(), fileName, p12: out, passwordFile, tenantCreated };
    const created = tenantCreated ? `Tenant ${tenant} was created. ` : "";
    printResult(facts, json === true, `${created}${out} holds certificate ${serial}; its password is in ${passwordFile}.`);
  } catch (error) {
    await Promise.all([rm(out), rm(passwordFile)]);
    throw error;
  }
}

async function ensureTenant(service: Service, name: string, now: Date): Promise<boolean> {
  if (await findTenant(service.store, name)) return false;
  await createTenant(service, { name, product: "weborca", now });
  return true;
}
