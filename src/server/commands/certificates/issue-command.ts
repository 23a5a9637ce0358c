import { randomBytes } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { InvalidArgumentError, type Command } from "commander";
import { generatePassword } from "../../../core/password.ts";
import { noteMail, requireMailAddress } from "../../issuance/holders/note-mail.ts";
import { issueFile, type FirstIssue, type ValidCertificate } from "../../issuance/lifecycle/issue.ts";
import { openService } from "../../service/open-service.ts";
import { writePrivateFile } from "../../system/private-file.ts";
import { byOperator } from "../line/by-operator.ts";
import { interruptible } from "../line/interruption.ts";
import { printResult } from "../line/print-result.ts";
import { readDays } from "../line/read-days.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

interface IssueOptions extends ServiceOptions {
  readonly tenant: string;
  readonly cn: string;
  readonly out: string;
  readonly days?: number;
  readonly mail?: string;
}

/** `koshin issue`. */
export function issueCommand(): Command {
  const description =
    "Issue a first certificate as a .p12 file, with its password in a .txt file beside it. It replaces no other: valid certificates of the same name stay valid, and are listed.";
  return serviceCommand("issue", description, "--tenant u00000014 --cn client28 --out client28.p12")
    .requiredOption("--tenant <name>", "the tenant, u00000014; one that does not exist is created (weborca, P-256)")
    .requiredOption(
      "--cn <cn>",
      "the name, lower-case letters followed by digits: client28, db17; the letters and the tenant's product determine whether it renews",
    )
    .requiredOption(
      "--out <file.p12>",
      "the PKCS#12 file to write, whose name ends in .p12 or .pfx; an existing file is not overwritten",
      readFileName,
    )
    .option(
      "--days <days>",
      "validity in days, shorter than validityYears in the settings; its renewal has the usual validity",
      readDays,
    )
    .option("--mail <address>", "where the holder gets mails before expiry")
    .action(async (options: IssueOptions) => await interruptible(async (interruption) => await issue(options, interruption)));
}

/** The extensions of a PKCS#12 file. Another extension means that another format is expected, such as PEM. */
const ending = /\.(p12|pfx)$/i;

function readFileName(text: string): string {
  if (!ending.test(text))
    throw new InvalidArgumentError(
      "The file is PKCS#12: its name must end in .p12 or .pfx. openssl pkcs12 -in converts it to PEM.",
    );
  return text;
}

/** More bytes than a .p12 file of one key and three certificates has. */
const room = 16 * 1024;

async function issue(
  { data, database, tenant, cn, out, days, mail, json }: IssueOptions,
  interruption: AbortSignal,
): Promise<void> {
  if (mail !== undefined) requireMailAddress(mail);
  const passwordFile = out.replace(ending, ".txt");
  await using service = await openService(data, { database });
  const password = generatePassword();
  // Both files are created, with enough space, before anything is issued: a certificate that could not be written would be lost.
  await writePrivateFile(out, randomBytes(room));
  try {
    await writePrivateFile(passwordFile, `${password}\n`);
  } catch (error) {
    await rm(out);
    throw error;
  }
  try {
    interruption.throwIfAborted();
    const act = byOperator();
    const alongside: FirstIssue["alongside"] = async (transaction) => {
      if (mail !== undefined) await noteMail(transaction, { tenant, cn, mail }, { by: act.actor, now: act.now });
    };
    const order = { tenant, cn, days, createTenant: "weborca", alongside, ...act } as const;
    const issued = await issueFile(service, order, { password, profile: "modern" });
    await writeInPlace(out, issued.file);
    const { issuer, serial, notAfter, fileName, tenantCreated, stillValid } = issued;
    const facts = { issuer, serial, notAfter: notAfter.toISOString(), fileName, p12: out, passwordFile, tenantCreated, stillValid };
    const created = tenantCreated ? `Tenant ${tenant} was created. ` : "";
    const sentence = `${created}${out} contains certificate ${serial}; its password is in ${passwordFile}.`;
    printResult(facts, json === true, [sentence, ...before(`${cn} of ${tenant}`, data, stillValid)].join("\n"));
  } catch (error) {
    await Promise.all([rm(out), rm(passwordFile)]);
    throw error;
  }
}

/** Lists the holder's earlier certificates, which a first certificate does not affect. */
function before(holder: string, data: string, stillValid: readonly ValidCertificate[]): string[] {
  if (stillValid.length === 0) return [];
  const each = stillValid.map(({ serial, state, notAfter }) => `  ${serial}  ${state}, until ${notAfter.toISOString()}`);
  return [
    `${holder} has other certificates, which stay valid:`,
    ...each,
    `Revoke those that are lost or no longer needed: koshin revoke --data ${data} --serial <hex> --reason superseded`,
  ];
}

/** Needs no further disk space, because the disk may have filled up in the meantime. */
async function writeInPlace(path: string, content: Uint8Array): Promise<void> {
  await using file = await open(path, "r+");
  await file.writeFile(content);
  await file.truncate(content.length);
  await file.sync();
}
