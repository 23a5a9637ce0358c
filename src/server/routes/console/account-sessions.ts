import * as v from "valibot";
import { SessionId } from "../../../protocol/console/own-account.ts";
import { consolePaths } from "../../../protocol/console/paths.ts";
import { endSessions, sessionsOf } from "../../accounts/sessions/listed-sessions.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { findAccountRow } from "../../store/accounts/account-rows.ts";
import type { Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson, answerNothing } from "../http/answer.ts";
import { accountNameIn, accountParameters } from "./account-path.ts";
import { refusedAdministrators, requireAdministrator } from "./caller.ts";
import { sessionParameters } from "./own-account.ts";

/** The sessions of an account. */
export const listAccountSessions: Operation = {
  id: "listAccountSessions",
  method: "get",
  path: consolePaths.accountSessions,
  summary: "List the sessions of an account",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["accounts"],
  parameters: accountParameters,
  answers: { 200: { description: "The sessions.", content: { "application/json": schemaOf("SessionList") } } },
  refusals: [...refusedAdministrators, "not-found"],
  handler: (surroundings) => async (c) => {
    const { service, clock } = surroundings;
    const now = clock();
    const { tenant } = await requireAdministrator(surroundings, c, { now, atLeast: "administrator" });
    const account = { tenant, name: accountNameIn(c) };
    const row = await findAccountRow(service.store, account);
    if (row === undefined || row.role === null) throw new Refusal("not-found");
    return answerJson({ sessions: await sessionsOf(service.store, account, undefined, now) });
  },
};

/** Ends a session of an account. */
export const endAccountSession: Operation = {
  id: "endAccountSession",
  method: "delete",
  path: consolePaths.accountSession,
  summary: "End a session of an account",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["accounts"],
  parameters: { ...accountParameters, ...sessionParameters },
  answers: { 204: { description: "It has ended." } },
  refusals: [...refusedAdministrators, "not-found"],
  handler: (surroundings) => async (c) => {
    const { service, clock } = surroundings;
    const now = clock();
    const { tenant, actor, requireStill } = await requireAdministrator(surroundings, c, { now, atLeast: "administrator" });
    const id = v.safeParse(SessionId, c.req.param("session"));
    if (!id.success) throw new Refusal("not-found");
    await endSessions(service.store, { tenant, name: accountNameIn(c) }, { id: id.output }, { actor, now, requireStill });
    return answerNothing();
  },
};

/** Ends all sessions of an account. */
export const endAccountSessions: Operation = {
  id: "endAccountSessions",
  method: "delete",
  path: consolePaths.accountSessions,
  summary: "End all sessions of an account",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["accounts"],
  parameters: accountParameters,
  answers: { 204: { description: "They have ended." } },
  refusals: [...refusedAdministrators, "not-found"],
  handler: (surroundings) => async (c) => {
    const { service, clock } = surroundings;
    const now = clock();
    const { tenant, actor, requireStill } = await requireAdministrator(surroundings, c, { now, atLeast: "administrator" });
    await endSessions(service.store, { tenant, name: accountNameIn(c) }, { except: undefined }, { actor, now, requireStill });
    return answerNothing();
  },
};
