import { BeginningRules, operatorPaths } from "../../../protocol/console/operators.ts";
import { changeBeginning, policyDefaults } from "../../issuance/operators/policy-defaults.ts";
import { refusedOperators, requireSystemOperator } from "../console/caller.ts";
import { matchedVersion } from "../console/matched-version.ts";
import { refusedBodies, type SystemOperation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson } from "../http/answer.ts";
import { readJson } from "../http/json-body.ts";

const forOperators = { hosts: ["operator"], authentication: ["system-session"] } as const;

/** In bytes: two names, each character escaped. */
const bodyLimit = 2048;

const described = { description: "The defaults.", content: { "application/json": schemaOf("PolicyDefaults") } };

/** What applies where a tenant has no rule of its own. */
export const describeDefaults: SystemOperation = {
  ...forOperators,
  id: "policyDefaults",
  method: "get",
  path: operatorPaths.defaults,
  summary: "What applies to tenants without rules of their own, and which setting says so; and the rules that tenants begin with",
  answers: { 200: described },
  refusals: refusedOperators,
  handler: (surroundings) => async (c) => {
    await requireSystemOperator(surroundings, c, { now: surroundings.clock() });
    return answerJson(await policyDefaults(surroundings.service));
  },
};

/** What tenants begin with. */
export const changeDefaults: SystemOperation = {
  ...forOperators,
  id: "changePolicyDefaults",
  method: "put",
  path: operatorPaths.defaults,
  summary: "Change the rules that tenants of a product begin with",
  description: "Existing tenants keep theirs. The second factor must have been given once more within five minutes.",
  headers: { "If-Match": "The `version` of the rules that the change is made of, in double quotes." },
  request: { required: true, content: { "application/json": schemaOf("BeginningRules") } },
  answers: { 200: described },
  refusals: [...refusedOperators, ...refusedBodies, "changed-meanwhile", "rule-out-of-bounds"],
  handler: (surroundings) => async (c) => {
    const order = await readJson(c.env.incoming, BeginningRules, bodyLimit);
    const { service, clock } = surroundings;
    const now = clock();
    const { actor, requireStill } = await requireSystemOperator(surroundings, c, { now, confirmed: true });
    await changeBeginning(service, order, { version: matchedVersion(c), actor, now, requireStill });
    return answerJson(await policyDefaults(service));
  },
};
