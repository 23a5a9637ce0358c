import { randomBytes } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { InvalidArgumentError, type Command } from "commander";
import { generatePassword } from "../../../core/password.ts";
import { writePkcs12 } from "../../../core/pkcs12/write.ts";
import { issueCertificate, type ValidCertificate } from "../../issuance/lifecycle/issue.ts";
import { openService } from "../../service/open-service.ts";
import { writePrivateFile } from "../../system/private-file.ts";
import { interruptible } from "../line/interruption.ts";
import { printResult } from "../line/print-result.ts";
import { readDays } from "../line/read-days.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

interface IssueOptions extends ServiceOptions {
  readonly tenant: string;
  readonly cn: string;
  readonly out: string;
  readonly days?: number;
}

/** `koshin issue`. */
export function issueCommand(): Command {
  const description =
    "Issue a first certificate as a .p12 file, with its password in a .txt file beside it. It replaces none: whoever has one already has both, and is named.";
  return serviceCommand("issue", description, "--tenant u00000014 --cn client28 --out client28.p12")
    .requiredOption("--tenant <name>", "the tenant, u00000014; one that does not exist is created (weborca, P-256)")
    .requiredOption(
      "--cn <cn>",
      "whom it names, in lower-case letters and digits behind them: client28, db17; by the letters the tenant's product decides whether it renews",
    )
    .requiredOption(
      "--out <file.p12>",
      "the PKCS#12 file to write, whose name ends in .p12 or .pfx; an existing file is not overwritten",
      readFileName,
    )
    .option(
      "--days <days>",
      "how long it is valid, in place of validityYears in the settings and no longer; its renewal is valid for these years",
      readDays,
    )
    .action(async (options: IssueOptions) => await interruptible(async (interruption) => await issue(options, interruption)));
}

/** Of a PKCS#12 file's name. Whoever names another one expects another format, such as PEM. */
const ending = /\.(p12|pfx)$/i;

function readFileName(text: string): string {
  if (!ending.test(text))
    throw new InvalidArgumentError("It will be a PKCS#12 file: end its name in .p12 or .pfx. openssl pkcs12 -in makes PEM of it.");
  return text;
}

/** More octets than a .p12 file of one key and three certificates has. */
const room = 16 * 1024;

async function issue({ data, database, tenant, cn, out, days, json }: IssueOptions, interruption: AbortSignal): Promise<void> {
  const passwordFile = out.replace(ending, ".txt");
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
    const { serial, notAfter, fileName, tenantCreated, stillValid } = issued;
    const facts = { serial, notAfter: notAfter.toISOString(), fileName, p12: out, passwordFile, tenantCreated, stillValid };
    const created = tenantCreated ? `Tenant ${tenant} was created. ` : "";
    const sentence = `${created}${out} holds certificate ${serial}; its password is in ${passwordFile}.`;
    printResult(facts, json === true, [sentence, ...before(`${cn} of ${tenant}`, data, stillValid)].join("\n"));
  } catch (error) {
    await Promise.all([rm(out), rm(passwordFile)]);
    throw error;
  }
}

/** What the holder had before is nothing that a first certificate ends. */
function before(holder: string, data: string, stillValid: readonly ValidCertificate[]): string[] {
  if (stillValid.length === 0) return [];
  const each = stillValid.map(({ serial, state, notAfter }) => `  ${serial}  ${state}, until ${notAfter.toISOString()}`);
  return [
    `${holder} has been issued certificates before, and they stay valid beside this one:`,
    ...each,
    `Revoke what is lost or no longer wanted: koshin revoke --data ${data} --serial <hex> --reason superseded`,
  ];
}

/** Takes no further room on the disk, which may have filled up meanwhile. */
async function writeInPlace(path: string, content: Uint8Array): Promise<void> {
  await using file = await open(path, "r+");
  await file.writeFile(content);
  await file.truncate(content.length);
  await file.sync();
}
