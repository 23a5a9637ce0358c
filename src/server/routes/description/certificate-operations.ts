import { paths } from "../../../protocol/paths.ts";
import { refusedBodies, refusedCertificates, refusedRenewals, type Operation } from "./operation.ts";
import { octets, schemaOf } from "./schemas.ts";

const token = { type: "string", pattern: "^[A-Za-z0-9_-]{43}$" };

/** What is asked about one's own certificate, and how the service makes the key of its replacement. */
export const certificateOperations: readonly Operation[] = [
  {
    id: "renewAtService",
    method: "post",
    path: paths.certificate,
    summary: "Renew, with a key that the service makes",
    description:
      "The same request again gives the same file and password until the replacement is first used. `Transfer-Encoding: identity` is understood here and for the file, and nowhere else.",
    hosts: ["app", "auth"],
    authentication: ["certificate"],
    request: { required: false, content: { "application/json": { type: "object", maxProperties: 0 } } },
    answers: {
      200: { description: "Where the .p12 file is, and its password.", content: { "application/json": schemaOf("FileOffer") } },
    },
    refusals: [...refusedCertificates, ...refusedRenewals, ...refusedBodies, "cross-site"],
  },
  {
    id: "fetchFile",
    method: "get",
    path: `${paths.files}{token}`,
    summary: "Fetch the .p12 file of a replacement",
    hosts: ["app", "auth"],
    authentication: ["certificate"],
    parameters: { token },
    answers: { 200: { description: "The file, in the compatible profile.", content: { "application/x-pkcs12": octets } } },
    refusals: [...refusedCertificates, "already-renewed", "not-found", "cross-site"],
  },
  {
    id: "status",
    method: "get",
    path: paths.status,
    summary: "Ask about the certificate of this connection",
    description: "Shown to the holder of a closed tenant's certificate too: the status names the refusal.",
    hosts: ["app", "auth", "verify"],
    authentication: ["certificate"],
    answers: {
      200: {
        description: "The certificate, whether and when it renews, and its pending replacement.",
        headers: { "Retry-After": "When to ask again, in seconds." },
        content: { "application/json": schemaOf("Status") },
      },
    },
    refusals: [...refusedCertificates.filter((code) => code !== "tenant-closed"), "cross-site"],
  },
  {
    id: "reportStage",
    method: "post",
    path: paths.stage,
    summary: "Report how far a replacement has come",
    hosts: ["app", "auth"],
    authentication: ["certificate"],
    request: { required: true, content: { "application/json": schemaOf("StageReport") } },
    answers: { 204: { description: "The report was taken." } },
    refusals: [...refusedCertificates, ...refusedBodies, "stage-unknown", "cross-site"],
  },
];
