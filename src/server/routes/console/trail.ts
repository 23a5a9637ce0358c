import { ServerResponse } from "node:http";
import type { Context } from "hono";
import * as v from "valibot";
import { consolePaths } from "../../../protocol/console/paths.ts";
import { TrailFileQuery, TrailQuery, otherActors } from "../../../protocol/console/trail.ts";
import { pageOfTrail, readOwnTrail } from "../../issuance/audit/own-trail.ts";
import { endOfTrail } from "../../issuance/audit/trail-end.ts";
import { trailAsCsv, trailAsJson } from "../../issuance/audit/trail-file.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { liftTimeLimit } from "../../listener/time-limits.ts";
import type { Operation, QueryParameter } from "../description/operation.ts";
import { schemaOf, text as plainText } from "../description/schemas.ts";
import { answerJson } from "../http/answer.ts";
import { answerFile } from "../http/attachment.ts";
import type { Environment } from "../http/environment.ts";
import { refusedAdministrators, requireAdministrator } from "./caller.ts";

const text = { type: "string" };
const moment = { ...text, format: "date-time" };

/** What both lists are filtered by. */
const filter = {
  action: {
    description:
      "Only this action, or `secrets` for whoever got a password or a file, or `accounts` for what was done to accounts.",
    schema: { enum: TrailQuery.entries.action.wrapped.options },
  },
  by: {
    description: `Only what this account did, by its name, or one of ${otherActors.map((actor) => `\`:${actor}\``).join(", ")}.`,
    schema: { ...text, maxLength: 33 },
  },
  certificate: { description: "Only what was done to certificates with this CN or serial number.", schema: text },
  account: { description: "Only what was done to this account.", schema: { ...text, maxLength: 32 } },
  since: { description: "Only from this moment on.", schema: moment },
  until: { description: "Only before this moment.", schema: moment },
} as const satisfies Readonly<Record<string, QueryParameter>>;

const position = { ...text, pattern: "^[1-9][0-9]{0,14}$" };

/** 操作履歴. */
export const trail: Operation = {
  id: "trail",
  method: "get",
  path: consolePaths.trail,
  summary: "The organisation's entries of the audit trail, the latest first",
  description:
    "Each with its hash, which is the SHA-256 of the JSON array of organisation, position, time in milliseconds, actor, action, object, detail (as text) and the hash of the organisation's entry before.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["audit"],
  query: {
    ...filter,
    before: { description: "Only entries before this one, by its position.", schema: position },
    limit: { description: "How many at most: 50 by default, at most 1000.", schema: position },
  },
  answers: { 200: { description: "The page.", content: { "application/json": schemaOf("TrailPage") } } },
  refusals: [...refusedAdministrators, "request-malformed"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { tenant } = await requireAdministrator(surroundings, c, { now, atLeast: "administrator" });
    return answerJson(await pageOfTrail(surroundings.service.store, tenant, queryIn(TrailQuery, c)));
  },
};

/** Where it ends. */
export const trailEnd: Operation = {
  id: "trailEnd",
  method: "get",
  path: consolePaths.trailEnd,
  summary: "Where the organisation's entries of the audit trail end, and up to where the service vouches for them",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["audit"],
  answers: { 200: { description: "The end.", content: { "application/json": schemaOf("TrailEnd") } } },
  refusals: refusedAdministrators,
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { tenant } = await requireAdministrator(surroundings, c, { now, atLeast: "administrator" });
    return answerJson(await endOfTrail(surroundings.service, tenant));
  },
};

/** Exports it. */
export const trailFile: Operation = {
  id: "trailFile",
  method: "get",
  path: consolePaths.trailFile,
  summary: "The organisation's entries of the audit trail as a file, the latest first",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["audit"],
  query: {
    ...filter,
    format: {
      description: "`csv` (UTF-8 with BOM; the default), or `json`: one object a line.",
      schema: { enum: ["csv", "json"] },
    },
  },
  answers: {
    200: {
      description: "All entries that match.",
      headers: { "Content-Disposition": "The file's name (RFC 6266)." },
      content: { "text/csv": plainText, "application/jsonl": plainText },
    },
  },
  refusals: [...refusedAdministrators, "request-malformed"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { tenant } = await requireAdministrator(surroundings, c, { now, atLeast: "administrator" });
    const { format, ...asked } = queryIn(TrailFileQuery, c);
    const pages = readOwnTrail(surroundings.service.store, tenant, asked);
    if (c.env.outgoing instanceof ServerResponse) liftTimeLimit(c.env.outgoing);
    const name = `audit_${tenant}_${now.toISOString().slice(0, 10)}`;
    return format === "csv"
      ? answerFile("text/csv; charset=utf-8", `${name}.csv`, trailAsCsv(pages))
      : answerFile("application/jsonl", `${name}.jsonl`, trailAsJson(pages));
  },
};

/** @throws Refusal `request-malformed` */
function queryIn<Schema extends v.GenericSchema>(schema: Schema, c: Context<Environment>): v.InferOutput<Schema> {
  const query = v.safeParse(schema, c.req.query());
  if (!query.success) throw new Refusal("request-malformed", { by: "query" });
  return query.output;
}
