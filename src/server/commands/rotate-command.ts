import { Command } from "commander";
import { createNextIssuing } from "../authority/certificate-authority.ts";
import { dataFolder } from "../data-folder.ts";
import { rotateMasterKey } from "../issuance/rotate-master-key.ts";
import { openService, readPassphrase } from "../open-service.ts";
import { appendAudit } from "../store/audit.ts";
import { transact } from "../store/transact.ts";
import { printResult } from "./print-result.ts";
import { serviceCommand, type ServiceOptions } from "./service-command.ts";

/** `koshin rotate`. */
export function rotateCommand(): Command {
  return new Command("rotate")
    .description("Put fresh keys in the place of the service's own.")
    .addCommand(serviceCommand("rotate issuing-ca", "Make a further issuing authority; certificates of both are accepted.", "").action(rotateAuthority))
    .addCommand(serviceCommand("rotate master-key", "Seal every kept secret under a fresh key; services may run meanwhile.", "").action(rotateMaster))
    .addHelpText("after", "\nExample:\n  koshin rotate master-key --data /var/lib/koshin");
}

async function rotateAuthority({ data, database, json }: ServiceOptions): Promise<void> {
  const { authority, passphrase } = dataFolder(data);
  await using service = await openService(data, { database });
  const now = new Date();
  const generation = await createNextIssuing(authority, await readPassphrase(passphrase), now);
  const entry = { at: now, actor: "operator", action: "issuing-authority-rotated", object: String(generation), detail: {} } as const;
  await transact(service.store, async (transaction) => await appendAudit(transaction, entry));
  printResult({ generation }, json === true, `Issuing authority ${generation} is made. Have each service reload (SIGHUP) to sign with it.`);
}

async function rotateMaster({ data, database, json }: ServiceOptions): Promise<void> {
  await using service = await openService(data, { database });
  const resealed = await rotateMasterKey(service, dataFolder(data).masterKey, new Date());
  printResult({ resealed }, json === true, `The master key is new; ${resealed} keys were sealed anew.`);
}
