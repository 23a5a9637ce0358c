import * as v from "valibot";
import { CertificateNotes, CertificateQuery } from "../../../protocol/console/certificates.ts";
import { consolePaths } from "../../../protocol/console/paths.ts";
import { annotateOwn } from "../../issuance/administration/annotate-own.ts";
import { describeOwn } from "../../issuance/administration/describe-own.ts";
import { listOwn } from "../../issuance/administration/list-certificates.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { refusedBodies, type Operation, type QueryParameter } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson } from "../http/answer.ts";
import { readJson } from "../http/json-body.ts";
import { refusedAdministrators, requireAdministrator } from "./caller.ts";
import { matchedVersion } from "./matched-version.ts";
import { certificateIn, certificateParameters } from "./own-path.ts";

/** The texts at their longest, with every character escaped. */
const notesLimit = 16_384;

const text = { type: "string" };

/** The fields of `CertificateQuery`. */
const listQuery: Readonly<Record<keyof CertificateQuery, QueryParameter>> = {
  search: { description: "Any part of the CN, remark or device, or of the serial number.", schema: { ...text, maxLength: 100 } },
  state: { description: "Only those in this state.", schema: schemaIn("state") },
  kind: { description: "Only those of this kind, by its name in the settings, or `other`.", schema: { ...text, maxLength: 32 } },
  remark: { description: "Only those with exactly this remark.", schema: { ...text, maxLength: 1000 } },
  remarked: { description: "Only those with a remark, or without.", schema: schemaIn("remarked") },
  stage: { description: "Only those whose renewal stands there.", schema: schemaIn("stage") },
  attention: { description: "Only those behind a notice of this kind.", schema: schemaIn("attention") },
  days: { description: "Only those that expire within so many days.", schema: { ...text, pattern: "^[0-9]{1,5}$" } },
  from: { description: "Only those that expire from this moment on.", schema: { ...text, format: "date-time" } },
  until: { description: "Only those that expire before this moment.", schema: { ...text, format: "date-time" } },
  job: { description: "Only those that a job has issued, by its identifier.", schema: { ...text, format: "uuid" } },
  ended: {
    description: "Whether those are listed that are renewed, revoked or expired; hidden by default.",
    schema: schemaIn("ended"),
  },
  sort: { description: "The column to sort by; by default the expiry.", schema: schemaIn("sort") },
  order: { description: "By default ascending.", schema: schemaIn("order") },
  page: { description: "From 1, which is the default.", schema: { ...text, pattern: "^[1-9][0-9]{0,6}$" } },
};

function schemaIn(field: "state" | "remarked" | "stage" | "attention" | "ended" | "sort" | "order"): {
  readonly enum: readonly string[];
} {
  return { enum: CertificateQuery.entries[field].wrapped.options };
}

/** 証明書一覧. */
export const listCertificates: Operation = {
  id: "listCertificates",
  method: "get",
  path: consolePaths.certificates,
  summary: "List the certificates of the organisation, a page at a time",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["read"],
  query: listQuery,
  answers: { 200: { description: "The page.", content: { "application/json": schemaOf("CertificateList") } } },
  refusals: [...refusedAdministrators, "request-malformed"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { tenant } = await requireAdministrator(surroundings, c, { now, atLeast: "viewer" });
    const query = v.safeParse(CertificateQuery, c.req.query());
    if (!query.success) throw new Refusal("request-malformed", { by: "query" });
    return answerJson(await listOwn(surroundings.service, tenant, query.output, now));
  },
};

/** 申請済証明書詳細. */
export const describeCertificate: Operation = {
  id: "describeCertificate",
  method: "get",
  path: consolePaths.certificate,
  summary: "Describe a certificate of the organisation",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["read"],
  parameters: certificateParameters,
  answers: { 200: { description: "The certificate.", content: { "application/json": schemaOf("CertificateDetail") } } },
  refusals: [...refusedAdministrators, "not-found"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { tenant } = await requireAdministrator(surroundings, c, { now, atLeast: "viewer" });
    return answerJson(await describeOwn(surroundings.service, certificateIn(c, tenant), now));
  },
};

/** 備考 「編集」. */
export const annotateCertificate: Operation = {
  id: "annotateCertificate",
  method: "put",
  path: consolePaths.notes,
  summary: "Write the remark and the device of a certificate, and the mail address of its holder",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["act"],
  parameters: certificateParameters,
  headers: { "If-Match": "The `version` of the detail that the change is made of, in double quotes." },
  request: { required: true, content: { "application/json": schemaOf("CertificateNotes") } },
  answers: { 200: { description: "The changed certificate.", content: { "application/json": schemaOf("CertificateDetail") } } },
  refusals: [...refusedAdministrators, "not-found", "changed-meanwhile", ...refusedBodies],
  handler: (surroundings) => async (c) => {
    const notes = await readJson(c.env.incoming, CertificateNotes, notesLimit);
    const now = surroundings.clock();
    const administrator = await requireAdministrator(surroundings, c, { now, atLeast: "operator" });
    const named = certificateIn(c, administrator.tenant);
    const version = matchedVersion(c);
    const change = { notes, version, by: administrator, now };
    await annotateOwn(surroundings.service, named, change);
    return answerJson(await describeOwn(surroundings.service, named, now));
  },
};
