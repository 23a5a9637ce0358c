import type { Command } from "commander";
import type { HeldRecoveryCode } from "../../../protocol/console/recovery-codes.ts";
import { issueOwnCodes } from "../../issuance/administration/own-recovery-codes.ts";
import { expiryOfCode } from "../../issuance/recovery/recovery-codes.ts";
import { operators } from "../../jobs/operators.ts";
import { openService } from "../../service/open-service.ts";
import { printResult } from "../line/print-result.ts";
import type { ServiceOptions } from "../line/service-command.ts";
import { foretell } from "./foretell.ts";
import { requireSelection, type SelectionOptions } from "./selection-options.ts";

/**
 * Says whose holders would get a recovery code; with `--yes`, issues the codes and prints them. No job makes them, so that they
 * are in this output only.
 */
export async function issueCodesForSeveral(options: ServiceOptions & SelectionOptions, command: Command): Promise<void> {
  requireSelection(options, command);
  const { data, database, tenant, json } = options;
  await using service = await openService(data, { database });
  const now = new Date();
  const { selection, facts, sentences, goesOn } = await foretell(service, { kind: "code" }, options, now);
  if (!goesOn) {
    printResult({ changed: false, ...facts, holders: [] }, json === true, sentences.join("\n"));
    return;
  }
  const holders = await issueOwnCodes(service, { selection, by: operators(tenant), now });
  if (holders.some(({ code }) => code === null)) process.exitCode = 1;
  const expiresAt = expiryOfCode(now).toISOString();
  const lines = [`Valid until ${expiresAt}, each for one certificate:`, ...holders.map(holderInWords)];
  printResult({ changed: true, ...facts, holders, expiresAt }, json === true, lines.join("\n"));
}

function holderInWords({ cn, code, replaced, refusal, device, remark }: HeldRecoveryCode): string {
  const notes = [device, remark].filter((note) => note !== "").map((note) => note.replaceAll("\n", " "));
  const result = code ?? `none: ${refusal?.detail ?? ""} (${refusal?.code ?? ""})`;
  return [`${cn}  ${result}`, ...(replaced ? ["replaces an unused one"] : []), ...notes].join("  ");
}
