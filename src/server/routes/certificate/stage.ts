import * as v from "valibot";
import { paths } from "../../../protocol/paths.ts";
import { StageReport } from "../../../protocol/stage.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { reportStage as recordStage } from "../../issuance/renewal/stages.ts";
import { refusedBodies, refusedCertificates, type Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerNothing } from "../http/answer.ts";
import { readBody } from "../http/body.ts";
import { requireCaller } from "../http/environment.ts";

const Body = v.pipe(v.string(), v.parseJson(), StageReport);
const bodyLimit = 1024;

/** The progress of a renewal, as its client reports it. */
export const reportStage: Operation = {
  id: "reportStage",
  method: "post",
  path: paths.stage,
  summary: "Report the stage of a replacement",
  hosts: ["app", "auth", "console"],
  authentication: ["certificate"],
  request: { required: true, content: { "application/json": schemaOf("StageReport") } },
  answers: { 204: { description: "The report was accepted." } },
  refusals: [...refusedCertificates, ...refusedBodies, "stage-unknown", "cross-site"],
  handler: (surroundings) => async (c) => {
    const body = await readBody(c.env.incoming, "application/json", bodyLimit);
    const now = surroundings.clock();
    const caller = await requireCaller(surroundings, c, now);
    const report = v.safeParse(Body, new TextDecoder().decode(body));
    if (!report.success) throw new Refusal("stage-unknown");
    await recordStage(surroundings.service, caller, report.output, now);
    return answerNothing();
  },
};
