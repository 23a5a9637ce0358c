import * as v from "valibot";
import { operatorPaths, SearchAcross } from "../../../protocol/console/operators.ts";
import { describeSheet, findAcross } from "../../issuance/operators/find-across.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { refusedOperators, requireSystemOperator } from "../console/caller.ts";
import { certificateIn, certificateParameters } from "../console/own-path.ts";
import type { SystemOperation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson } from "../http/answer.ts";

const forOperators = { hosts: ["operator"], authentication: ["system-session"] } as const;

/** A search of all tenants' certificates. */
export const searchAllCertificates: SystemOperation = {
  ...forOperators,
  id: "searchAllCertificates",
  method: "get",
  path: operatorPaths.certificates,
  summary: "Search the certificates of all tenants",
  description:
    "By the beginning of a CN, a tenant's name, a serial number, a remark or a device; or by a CN and a tenant with `@` between them. At most a hundred are found.",
  query: {
    text: { description: "What is searched.", schema: { type: "string", minLength: 2, maxLength: 200 }, required: true },
  },
  answers: { 200: { description: "What was found.", content: { "application/json": schemaOf("FoundAcross") } } },
  refusals: [...refusedOperators, "request-malformed"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    await requireSystemOperator(surroundings, c, { now });
    const query = v.safeParse(SearchAcross, c.req.query());
    if (!query.success) throw new Refusal("request-malformed", { by: "query" });
    return answerJson(await findAcross(surroundings.service, query.output.text, now));
  },
};

/** The sheet of one. */
export const describeAnyCertificate: SystemOperation = {
  ...forOperators,
  id: "describeAnyCertificate",
  method: "get",
  path: operatorPaths.certificate,
  summary: "Describe a certificate of any tenant, as its administrators see it: without key, password or code",
  parameters: certificateParameters,
  answers: { 200: { description: "The certificate.", content: { "application/json": schemaOf("SheetForOperators") } } },
  refusals: [...refusedOperators, "not-found"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    await requireSystemOperator(surroundings, c, { now });
    const { issuer, serial } = certificateIn(c, "");
    return answerJson(await describeSheet(surroundings.service, { issuer, serial }, now));
  },
};
