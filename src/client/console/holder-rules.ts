import { PresentHolderRules, type HolderRules } from "../../protocol/console/holder-rules.ts";
import { consolePaths } from "../../protocol/console/paths.ts";
import type { Service } from "../ask.ts";
import { callFor } from "./call.ts";

/** What applies to the holders of the organisation's certificates. @throws as `call` does */
export async function askHolderRules(service: Service): Promise<PresentHolderRules> {
  return await callFor(service, PresentHolderRules, consolePaths.holderRules);
}

/**
 * Changes what applies to holders.
 *
 * @param version that of the rules which the person has seen
 * @throws AdministrationError `changed-meanwhile`, and as `call` does
 */
export async function writeHolderRules(service: Service, version: string, rules: HolderRules): Promise<PresentHolderRules> {
  const asked = { method: "PUT", headers: { "If-Match": `"${version}"` }, body: rules } as const;
  return await callFor(service, PresentHolderRules, consolePaths.holderRules, asked);
}
