import * as v from "valibot";
import { ExpiryQuery, RenewalQuery } from "../../../protocol/console/board.ts";
import { consolePaths } from "../../../protocol/console/paths.ts";
import { describeBoard } from "../../issuance/board/board.ts";
import { countExpiries } from "../../issuance/board/count-expiries.ts";
import { listRenewals } from "../../issuance/board/list-renewals.ts";
import { Refusal } from "../../issuance/refusal.ts";
import type { Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson } from "../http/answer.ts";
import { refusedAdministrators, requireAdministrator } from "./caller.ts";

/** 更新状況. */
export const board: Operation = {
  id: "board",
  method: "get",
  path: consolePaths.board,
  summary: "Count the organisation's renewals in each stage, and the stuck ones",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["read"],
  answers: { 200: { description: "The numbers.", content: { "application/json": schemaOf("Board") } } },
  refusals: refusedAdministrators,
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { tenant } = await requireAdministrator(surroundings, c, { now, atLeast: "viewer" });
    return answerJson(await describeBoard(surroundings.service, tenant, now));
  },
};

/** The renewals of 更新状況. */
export const listBoardRenewals: Operation = {
  id: "listBoardRenewals",
  method: "get",
  path: consolePaths.boardRenewals,
  summary: "List the organisation's renewals that are stuck, or whose old certificate is still valid",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["read"],
  query: {
    show: {
      description: "`stuck`, which is the default, the most urgent first; or `unretired`, in the order of their completion.",
      schema: { enum: RenewalQuery.entries.show.wrapped.options },
    },
    page: { description: "From 1, which is the default.", schema: { type: "string", pattern: "^[1-9][0-9]{0,6}$" } },
  },
  answers: { 200: { description: "The page.", content: { "application/json": schemaOf("RenewalList") } } },
  refusals: [...refusedAdministrators, "request-malformed"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { tenant } = await requireAdministrator(surroundings, c, { now, atLeast: "viewer" });
    const query = v.safeParse(RenewalQuery, c.req.query());
    if (!query.success) throw new Refusal("request-malformed", { by: "query" });
    return answerJson(await listRenewals(surroundings.service, tenant, query.output, now));
  },
};

/** The timeline of 更新状況. */
export const countBoardExpiries: Operation = {
  id: "countBoardExpiries",
  method: "get",
  path: consolePaths.boardExpiries,
  summary: "Count the organisation's certificates that expire in each of several spans of time, such as months",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["read"],
  query: {
    at: {
      description:
        "The beginnings of the spans and the end of the last one, ascending: 2 to 61 moments such as 2026-12-31T15:00:00.000Z, separated by commas.",
      schema: { type: "string", maxLength: 1524 },
      required: true,
    },
  },
  answers: { 200: { description: "The numbers.", content: { "application/json": schemaOf("Expiries") } } },
  refusals: [...refusedAdministrators, "request-malformed"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { tenant } = await requireAdministrator(surroundings, c, { now, atLeast: "viewer" });
    const query = v.safeParse(ExpiryQuery, c.req.query());
    if (!query.success || !isAscending(query.output.at)) throw new Refusal("request-malformed", { by: "query" });
    return answerJson(await countExpiries(surroundings.service, tenant, query.output.at, now));
  },
};

/** Also whether each is a moment at all. */
function isAscending(moments: readonly number[]): boolean {
  return moments.every((moment, at) => moment > (moments[at - 1] ?? -Infinity));
}
