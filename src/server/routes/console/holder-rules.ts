import { HolderRules } from "../../../protocol/console/holder-rules.ts";
import { consolePaths } from "../../../protocol/console/paths.ts";
import { changeHolderRules, describeHolderRules } from "../../issuance/holders/holder-rules.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { refusedBodies, type Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson } from "../http/answer.ts";
import { readJson } from "../http/json-body.ts";
import { refusedAdministrators, requireAdministrator } from "./caller.ts";
import { matchedVersion } from "./matched-version.ts";

const rulesLimit = 4096;

/** What the organisation has decided for holders. */
export const holderRules: Operation = {
  id: "holderRules",
  method: "get",
  path: consolePaths.holderRules,
  summary: "Describe what applies to the holders of the organisation's certificates",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["read"],
  answers: { 200: { description: "The rules.", content: { "application/json": schemaOf("PresentHolderRules") } } },
  refusals: refusedAdministrators,
  handler: (surroundings) => async (c) => {
    const { tenant } = await requireAdministrator(surroundings, c, { now: surroundings.clock(), atLeast: "viewer" });
    return answerJson(await describeHolderRules(surroundings.service, tenant));
  },
};

/** 利用者へのお知らせ 「編集」. */
export const writeHolderRules: Operation = {
  id: "writeHolderRules",
  method: "put",
  path: consolePaths.holderRules,
  summary: "Decide what applies to the holders of the organisation's certificates",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["policy"],
  headers: { "If-Match": "The `version` of the rules that the change is made of, in double quotes." },
  request: { required: true, content: { "application/json": schemaOf("HolderRules") } },
  answers: { 200: { description: "The changed rules.", content: { "application/json": schemaOf("PresentHolderRules") } } },
  refusals: [...refusedAdministrators, ...refusedBodies, "changed-meanwhile"],
  handler: (surroundings) => async (c) => {
    const rules = await readJson(c.env.incoming, HolderRules, rulesLimit);
    const now = surroundings.clock();
    const { tenant, user, actor, requireStill } = await requireAdministrator(surroundings, c, { now, atLeast: "administrator" });
    const version = matchedVersion(c);
    if (version === undefined) throw new Refusal("changed-meanwhile");
    await changeHolderRules(surroundings.service, tenant, { rules, user, version, requireStill, actor, now });
    return answerJson(await describeHolderRules(surroundings.service, tenant));
  },
};
