import { paths } from "../../../protocol/paths.ts";
import { fileNameHeader } from "../../../protocol/recovery.ts";
import { refusedBodies, refusedCertificates, refusedRenewals, type Answer, type Operation } from "./operation.ts";
import { base64, text } from "./schemas.ts";

const request = { required: true, content: { "application/pkcs10": base64 } };
const certificate: Answer = {
  description: "The new certificate alone, in a PKCS#7 of certificates only; its issuers are in `cacerts`.",
  content: { "application/pkcs7-mime": base64 },
};
const refusedRequests = [
  "request-signature-unsupported",
  "request-signature-wrong",
  "request-subject-wrong",
  "request-key-not-allowed",
  "request-key-unsafe",
  "request-key-blocked",
  "request-key-taken",
  "request-key-reused",
] as const;
const preconditions = {
  "If-Match": "The serial number of the pending replacement that this one is to replace, in quotation marks.",
  "If-None-Match": "`*`: only where no replacement is pending.",
};

/** Enrolment over Secure Transport (RFC 7030, with RFC 8951). */
export const estOperations: readonly Operation[] = [
  {
    id: "caCertificates",
    method: "get",
    path: paths.caCertificates,
    summary: "The authorities' certificates",
    hosts: ["app", "auth", "recover"],
    authentication: ["nobody"],
    answers: { 200: { ...certificate, description: "The issuing authorities and the root, in a PKCS#7 of certificates only." } },
    refusals: ["cross-site"],
  },
  {
    id: "csrAttributes",
    method: "get",
    path: paths.csrAttributes,
    summary: "What a request should be made with",
    description: "Whoever shows a certificate, or on the recovery host a code, hears what their tenant wants; others the usual.",
    hosts: ["app", "auth", "recover"],
    authentication: ["certificate", "code", "nobody"],
    answers: { 200: { description: "Attributes of a request.", content: { "application/csrattrs": base64 } } },
    refusals: ["recovery-code-wrong", "cross-site"],
  },
  {
    id: "simpleReenrol",
    method: "post",
    path: paths.reenrol,
    summary: "Renew, with a key of one's own",
    description: "The same request again gives the same certificate until it is first used.",
    hosts: ["app", "auth"],
    authentication: ["certificate"],
    headers: preconditions,
    request,
    answers: { 200: certificate },
    refusals: [
      ...refusedCertificates,
      ...refusedRenewals,
      ...refusedBodies,
      ...refusedRequests,
      "replacement-pending",
      "cross-site",
    ],
  },
  {
    id: "serverKeyGeneration",
    method: "post",
    path: paths.serverKey,
    summary: "Renew, with a key that the service makes",
    hosts: ["app", "auth"],
    authentication: ["certificate"],
    headers: preconditions,
    request,
    answers: {
      200: {
        description: "Two parts: the private key (PKCS#8) and its certificate (PKCS#7), each in base64.",
        content: { "multipart/mixed": text },
      },
    },
    refusals: [
      ...refusedCertificates,
      ...refusedRenewals,
      ...refusedBodies,
      "request-subject-wrong",
      "key-encryption-unsupported",
      "replacement-pending",
      "cross-site",
    ],
  },
  {
    id: "simpleEnrol",
    method: "post",
    path: paths.enrol,
    summary: "Enrol with a recovery code",
    description:
      "Only on the recovery host: the user is `<cn>@<tenant>` or `<cn>`, the password the code. The other hosts refuse everybody, and say so.",
    hosts: ["recover", "app", "auth"],
    authentication: ["code"],
    request,
    answers: {
      200: {
        ...certificate,
        headers: { [fileNameHeader]: "The name that the .p12 file made with the certificate should have." },
      },
      401: {
        description: "Without a body where no `Authorization` came; with one, the code is not taken.",
        headers: { "WWW-Authenticate": "Asks for the code, by HTTP Basic." },
      },
    },
    refusals: [
      "enrolment-needs-code",
      "recovery-code-wrong",
      "tenant-closed",
      "type-not-renewable",
      "authority-expires-first",
      ...refusedBodies,
      ...refusedRequests,
      "cross-site",
    ],
  },
];
