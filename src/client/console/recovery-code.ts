import type { IssuedIdentity } from "../../protocol/console/certificates.ts";
import { consolePaths } from "../../protocol/console/paths.ts";
import { CancelledRecoveryCode, IssuedRecoveryCode } from "../../protocol/console/recovery-code.ts";
import type { Service } from "../ask.ts";
import { callFor, fillPath } from "./call.ts";

function pathOf({ issuer, serial }: IssuedIdentity): string {
  return fillPath(consolePaths.recoveryCode, { issuer, serial });
}

/** Issues a recovery code for a certificate's holder. @throws AdministrationError `second-factor-needed`, and as `call` does */
export async function issueRecoveryCode(service: Service, identity: IssuedIdentity): Promise<IssuedRecoveryCode> {
  return await callFor(service, IssuedRecoveryCode, pathOf(identity), { method: "POST" });
}

/** Cancels it. @throws as `call` does */
export async function cancelRecoveryCode(service: Service, identity: IssuedIdentity): Promise<void> {
  await callFor(service, CancelledRecoveryCode, pathOf(identity), { method: "DELETE" });
}
