import { CertificateOrder, RevocationOrder } from "../../../protocol/console/certificates.ts";
import { consolePaths } from "../../../protocol/console/paths.ts";
import { readPrecondition } from "../../../protocol/precondition.ts";
import { issueOwn } from "../../issuance/administration/issue-own.ts";
import { renewOwn } from "../../issuance/administration/renew-own.ts";
import { revokeOwn } from "../../issuance/administration/revoke-own.ts";
import { refusedBodies, refusedRenewals, type Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson } from "../http/answer.ts";
import { requireEmptyBody } from "../http/empty-body.ts";
import { readJson } from "../http/json-body.ts";
import { refusedAdministrators, requireAdministrator } from "./caller.ts";
import { certificateIn, certificateParameters } from "./own-path.ts";

const orderLimit = 16_384;
const revocationLimit = 1024;

/** 新規発行申請. */
export const issueCertificate: Operation = {
  id: "issueCertificate",
  method: "post",
  path: consolePaths.certificates,
  summary: "Issue a first certificate of the organisation",
  description: "The service makes the key, and keeps it for the file.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["act"],
  request: { required: true, content: { "application/json": schemaOf("CertificateOrder") } },
  answers: { 200: { description: "The certificate.", content: { "application/json": schemaOf("IssuedIdentity") } } },
  refusals: [
    ...refusedAdministrators,
    ...refusedBodies,
    "cn-not-allowed",
    "holder-has-certificate",
    "device-has-certificate",
    "authority-expires-first",
    "authority-delayed",
    "authority-refused",
    "tenant-renewals-exceeded",
  ],
  handler: (surroundings) => async (c) => {
    const order = await readJson(c.env.incoming, CertificateOrder, orderLimit);
    const now = surroundings.clock();
    const administrator = await requireAdministrator(surroundings, c, { now, atLeast: "operator" });
    return answerJson(await issueOwn(surroundings.service, { ...order, by: administrator, now }));
  },
};

/** 証明書更新. */
export const renewCertificate: Operation = {
  id: "renewCertificate",
  method: "post",
  path: consolePaths.renewal,
  summary: "Renew a certificate of the organisation, also after its expiry",
  description:
    "The service makes the key, and keeps it for the file. Repeating the request returns the same replacement until that is first used.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["act"],
  parameters: certificateParameters,
  headers: {
    "If-Match":
      "The serial number, in double quotes, of an unused replacement with a key of the holder's, which may become invalid.",
    "If-None-Match": "`*`, as without either header: such a replacement is not replaced.",
  },
  request: { required: false, content: { "application/json": { type: "object", maxProperties: 0 } } },
  answers: { 200: { description: "The replacement.", content: { "application/json": schemaOf("IssuedIdentity") } } },
  refusals: [...refusedAdministrators, ...refusedBodies, ...refusedRenewals, "replacement-pending", "not-found"],
  handler: (surroundings) => async (c) => {
    await requireEmptyBody(c.env.incoming);
    const now = surroundings.clock();
    const administrator = await requireAdministrator(surroundings, c, { now, atLeast: "operator" });
    const precondition = readPrecondition(c.req.header("If-Match"), undefined) ?? { kind: "none-pending" };
    const named = certificateIn(c, administrator.tenant);
    return answerJson(await renewOwn(surroundings.service, named, { precondition, by: administrator, now }));
  },
};

/** 失効. */
export const revokeCertificate: Operation = {
  id: "revokeCertificate",
  method: "post",
  path: consolePaths.revocation,
  summary: "Revoke a certificate of the organisation",
  description:
    "With `key-compromise`, all certificates of its key are revoked, and the key is blocked. A certificate that is revoked already stays as it is.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["act"],
  parameters: certificateParameters,
  request: { required: true, content: { "application/json": schemaOf("RevocationOrder") } },
  answers: {
    200: { description: "What was revoked, and what was not.", content: { "application/json": schemaOf("RevocationResult") } },
  },
  refusals: [...refusedAdministrators, ...refusedBodies, "not-found"],
  handler: (surroundings) => async (c) => {
    const order = await readJson(c.env.incoming, RevocationOrder, revocationLimit);
    const now = surroundings.clock();
    const administrator = await requireAdministrator(surroundings, c, { now, atLeast: "operator" });
    const named = certificateIn(c, administrator.tenant);
    return answerJson(await revokeOwn(surroundings.service, named, { ...order, by: administrator, now }));
  },
};
