import { consolePaths } from "../../../protocol/console/paths.ts";
import { describeTenant, noticesTo } from "../../issuance/administration/tenant-information.ts";
import type { Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson } from "../http/answer.ts";
import { refusedAdministrators, requireAdministrator } from "./caller.ts";

/** テナント情報. */
export const tenantInformation: Operation = {
  id: "tenantInformation",
  method: "get",
  path: consolePaths.tenant,
  summary: "Describe the organisation: its rules, and the number of its certificates",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["read"],
  answers: { 200: { description: "The organisation.", content: { "application/json": schemaOf("TenantInformation") } } },
  refusals: refusedAdministrators,
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { tenant } = await requireAdministrator(surroundings, c, { now, atLeast: "viewer" });
    return answerJson(await describeTenant(surroundings.service, tenant, now));
  },
};

/** システム通知 and 管理者からのお知らせ. */
export const notices: Operation = {
  id: "notices",
  method: "get",
  path: consolePaths.notices,
  summary: "List what the organisation's administrators should know",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["read"],
  answers: { 200: { description: "The notices.", content: { "application/json": schemaOf("Notices") } } },
  refusals: refusedAdministrators,
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { tenant } = await requireAdministrator(surroundings, c, { now, atLeast: "viewer" });
    return answerJson(await noticesTo(surroundings.service, tenant, now));
  },
};
