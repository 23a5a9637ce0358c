import type { IssuedIdentity } from "../../protocol/console/certificates.ts";
import { consolePaths } from "../../protocol/console/paths.ts";
import { CancelledRecoveryCode, IssuedRecoveryCode } from "../../protocol/console/recovery-code.ts";
import { IssuedRecoveryCodes } from "../../protocol/console/recovery-codes.ts";
import type { Selection } from "../../protocol/console/selection.ts";
import type { Service } from "../ask.ts";
import { callFor, fillPath } from "./call.ts";

function pathOf({ issuer, serial }: IssuedIdentity): string {
  return fillPath(consolePaths.recoveryCode, { issuer, serial });
}

/** Issues a recovery code for a certificate's holder. @throws AdministrationError `second-factor-needed`, and as `call` does */
export async function issueRecoveryCode(service: Service, identity: IssuedIdentity): Promise<IssuedRecoveryCode> {
  return await callFor(service, IssuedRecoveryCode, pathOf(identity), { method: "POST" });
}

/** Timeout in milliseconds where codes for hundreds of holders are made. */
const severalTimeout = 120_000;

/**
 * Issues recovery codes for the holders of several certificates.
 *
 * @param language of the table, as a BCP 47 tag
 * @throws AdministrationError `second-factor-needed`, `selection-changed`, `codes-exceeded`, and as `call` does
 */
export async function issueRecoveryCodes(service: Service, selection: Selection, language: string): Promise<IssuedRecoveryCodes> {
  const headers = { "Accept-Language": language };
  const asked = { method: "POST", body: { selection }, headers, timeout: severalTimeout } as const;
  return await callFor(service, IssuedRecoveryCodes, consolePaths.recoveryCodes, asked);
}

/** Cancels it. @throws as `call` does */
export async function cancelRecoveryCode(service: Service, identity: IssuedIdentity): Promise<void> {
  await callFor(service, CancelledRecoveryCode, pathOf(identity), { method: "DELETE" });
}
