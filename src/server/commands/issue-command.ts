import { randomBytes } from "node:crypto";
import { open, rm } from "node:fs/promises";
import type { Command } from "commander";
import { generatePassword } from "../../core/password.ts";
import { writePkcs12 } from "../../core/pkcs12/write.ts";
import { issueCertificate } from "../issuance/issue.ts";
import { openService } from "../open-service.ts";
import { writePrivateFile } from "../private-file.ts";
import { interruptible } from "./interruption.ts";
import { printResult } from "./print-result.ts";
import { readDays } from "./read-days.ts";
import { serviceCommand, type ServiceOptions } from "./service-command.ts";

interface IssueOptions extends ServiceOptions {
  readonly tenant: string;
  readonly cn: string;
  readonly out: string;
  readonly days?: number;
}

/** `koshin issue`. */
export function issueCommand(): Command {
  const description = "Issue a first certificate as a .p12 file, with its password in a .txt file beside it.";
  return serviceCommand("issue", description, "--tenant u00000014 --cn client28 --out client28.p12")
    .requiredOption("--tenant <name>", "the tenant, u00000014; one that does not exist is created (weborca, P-256)")
    .requiredOption("--cn <cn>", "whom it names: client28")
    .requiredOption("--out <file.p12>", "the file to write; an existing file is not overwritten")
    .option("--days <days>", "how long it is valid, in place of validityYears in the settings and no longer; its renewal is valid for these years", readDays)
    .action(async (options: IssueOptions) => await interruptible(async (interruption) => await issue(options, interruption)));
}

/** More octets than a .p12 file of one key and three certificates has. */
const room = 16 * 1024;

async function issue({ data, database, tenant, cn, out, days, json }: IssueOptions, interruption: AbortSignal): Promise<void> {
  const passwordFile = `${out.replace(/\.p12$/i, "")}.txt`;
  await using service = await openService(data, { database });
  const password = generatePassword();
  // Both files are there, with room, before anything is issued: a certificate that could not be written would be lost.
  await writePrivateFile(out, randomBytes(room));
  try {
    await writePrivateFile(passwordFile, `${password}\n`);
  } catch (error) {
    await rm(out);
    throw error;
  }
  try {
    interruption.throwIfAborted();
    const issued = await issueCertificate(service, { tenant, cn, days, createTenant: "weborca", now: new Date() });
    const contents = { ...issued, friendlyName: `${cn} ${tenant}` };
    await writeInPlace(out, await writePkcs12(contents, { password, profile: "modern" }));
    const { serial, notAfter, fileName, tenantCreated } = issued;
    const facts = { serial, notAfter: notAfter.toISOString(), fileName, p12: out, passwordFile, tenantCreated };
    const created = tenantCreated ? `Tenant ${tenant} was created. ` : "";
    printResult(facts, json === true, `${created}${out} holds certificate ${serial}; its password is in ${passwordFile}.`);
  } catch (error) {
    await Promise.all([rm(out), rm(passwordFile)]);
    throw error;
  }
}

/** Takes no further room on the disk, which may have filled up meanwhile. */
async function writeInPlace(path: string, content: Uint8Array): Promise<void> {
  await using file = await open(path, "r+");
  await file.writeFile(content);
  await file.truncate(content.length);
  await file.sync();
}
