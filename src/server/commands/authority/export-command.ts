import { join } from "node:path";
import type { Command } from "commander";
import { issuerId } from "../../authority/issuer-id.ts";
import { exportAuthority, type ExportedAuthority } from "../../export/export-authority.ts";
import { openService } from "../../service/open-service.ts";
import { counted } from "../../system/counted.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { makePrivateFolder } from "../../system/private-file.ts";
import { hasSystemCode } from "../../system/system-code.ts";
import { interruptible } from "../line/interruption.ts";
import { printResult } from "../line/print-result.ts";
import { reportCount } from "../line/report-progress.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

interface ExportOptions extends ServiceOptions {
  readonly out: string;
}

/** `koshin authority export`. */
export function exportCommand(): Command {
  const description =
    "Export the certificates and revocations of every authority, its own and adopted ones, in the form that openssl ca works on: for the old authority, if it goes on without Koshin.";
  return serviceCommand("authority export", description, "--out /backup/for-openssl")
    .requiredOption("--out <folder>", "a folder that does not exist; each authority has one of its own in it")
    .action(exportAll);
}

async function exportAll({ data, database, out, json }: ExportOptions): Promise<void> {
  await using service = await openService(data, { database });
  await makePrivateFolder(out).catch((cause: unknown) => {
    if (!hasSystemCode(cause, "EEXIST")) throw cause;
    throw new OperatorError("file-exists", `${out} exists. Name a folder that does not.`, { cause });
  });
  const { authority } = service;
  const exported = await interruptible(async (interruption) => {
    const done: ExportedAuthority[] = [];
    for (const each of [authority, ...authority.earlier, ...authority.adopted]) {
      const progress = { now: new Date(), interruption, onProgress: reportCount("certificates exported") };
      done.push(await exportAuthority(service, each, join(out, issuerId(each)), progress));
    }
    return done;
  });
  printResult({ authorities: exported }, json === true, exported.map(inWords).join("\n"));
}

function inWords({ folder, certificates, revoked, list }: ExportedAuthority): string {
  const contents = `${folder}: ${counted(certificates, "certificate")}, ${counted(revoked, "revocation")}`;
  return list ? `${contents}, and the present revocation list.` : `${contents}. Its operators have to sign the revocation list.`;
}
