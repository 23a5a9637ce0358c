import { consolePaths } from "../../../protocol/console/paths.ts";
import { cancelOwnCode, issueOwnCode } from "../../issuance/administration/own-recovery-code.ts";
import { refusedBodies, type Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { recoveryPage } from "../http/addresses.ts";
import { answerJson } from "../http/answer.ts";
import { requireEmptyBody } from "../http/empty-body.ts";
import { refusedAdministrators, requireAdministrator, requireConfirmed } from "./caller.ts";
import { certificateIn, certificateParameters } from "./own-path.ts";

/** A code for somebody who is locked out. */
export const issueRecoveryCode: Operation = {
  id: "issueRecoveryCode",
  method: "post",
  path: consolePaths.recoveryCode,
  summary: "Issue a recovery code for the holder of a certificate",
  description:
    "With it, the holder renews once within 24 hours without presenting the certificate, which may have expired or be lost; the key is made on the device. It is shown once, and replaces an earlier one. The second factor must have been given within five minutes. Recorded in the audit trail.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["act", "secrets"],
  parameters: certificateParameters,
  request: { required: false, content: { "application/json": { type: "object", maxProperties: 0 } } },
  answers: { 200: { description: "The code.", content: { "application/json": schemaOf("IssuedRecoveryCode") } } },
  refusals: [...refusedAdministrators, ...refusedBodies, "not-found", "type-not-renewable"],
  handler: (surroundings) => async (c) => {
    await requireEmptyBody(c.env.incoming);
    const { service, clock, recoveryPort } = surroundings;
    const now = clock();
    const by = await requireConfirmed(surroundings, c, { now, atLeast: "operator" });
    const { code, expiresAt, replaced } = await issueOwnCode(service, certificateIn(c, by.tenant), { by, now });
    const address = recoveryPage(service.settings, recoveryPort()) ?? null;
    return answerJson({ code, expiresAt: expiresAt.toISOString(), address, replaced });
  },
};

/** Cancels it. */
export const cancelRecoveryCode: Operation = {
  id: "cancelRecoveryCode",
  method: "delete",
  path: consolePaths.recoveryCode,
  summary: "Cancel the recovery code of the holder of a certificate",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["act"],
  parameters: certificateParameters,
  answers: { 200: { description: "It is not valid.", content: { "application/json": schemaOf("CancelledRecoveryCode") } } },
  refusals: [...refusedAdministrators, "not-found"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const by = await requireAdministrator(surroundings, c, { now, atLeast: "operator" });
    return answerJson({ cancelled: await cancelOwnCode(surroundings.service, certificateIn(c, by.tenant), { by, now }) });
  },
};
