import { consolePaths } from "../../../protocol/console/paths.ts";
import { RecoveryCodeOrder } from "../../../protocol/console/recovery-codes.ts";
import { selectionLimit } from "../../../protocol/console/selection.ts";
import { cancelOwnCode, issueOwnCode } from "../../issuance/administration/own-recovery-code.ts";
import { issueOwnCodes } from "../../issuance/administration/own-recovery-codes.ts";
import { codesFile } from "../../issuance/recovery/codes-file.ts";
import { expiryOfCode } from "../../issuance/recovery/recovery-codes.ts";
import { refusedBodies, type Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { recoveryPage } from "../http/addresses.ts";
import { answerJson } from "../http/answer.ts";
import { requireEmptyBody } from "../http/empty-body.ts";
import { readJson } from "../http/json-body.ts";
import { refusedAdministrators, requireAdministrator, requireConfirmed } from "./caller.ts";
import { languageHeader, languageIn } from "./language-in.ts";
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

/** Codes for several who are locked out. */
export const issueRecoveryCodes: Operation = {
  id: "issueRecoveryCodes",
  method: "post",
  path: consolePaths.recoveryCodes,
  summary: "Issue recovery codes for the holders of several certificates, at most 500",
  description:
    "Each as for one; `POST /api/job-forecast` with the act `code` says beforehand how many get one. They are in the answer only: no job makes them, and asking again issues others, which replace them. The second factor must have been given within five minutes. Recorded in the audit trail.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["act", "secrets"],
  headers: languageHeader,
  request: { required: true, content: { "application/json": schemaOf("RecoveryCodeOrder") } },
  answers: { 200: { description: "The codes.", content: { "application/json": schemaOf("IssuedRecoveryCodes") } } },
  refusals: [...refusedAdministrators, ...refusedBodies, "not-found", "selection-changed", "codes-exceeded"],
  handler: (surroundings) => async (c) => {
    const { service, clock, recoveryPort } = surroundings;
    const now = clock();
    const by = await requireConfirmed(surroundings, c, { now, atLeast: "operator" });
    const { selection } = await readJson(c.env.incoming, RecoveryCodeOrder, selectionLimit);
    const holders = await issueOwnCodes(service, { selection, by, now });
    const expiresAt = expiryOfCode(now);
    const address = recoveryPage(service.settings, recoveryPort()) ?? null;
    const csv = codesFile({ holders, expiresAt, address }, languageIn(c));
    return answerJson({ holders, expiresAt: expiresAt.toISOString(), address, csv });
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
