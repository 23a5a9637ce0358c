import { Hono } from "hono";
import * as v from "valibot";
import { paths } from "../../../protocol/paths.ts";
import { StageReport } from "../../../protocol/stage.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { reportStage } from "../../issuance/renewal/stages.ts";
import { answerNothing } from "../http/answer.ts";
import { readBody } from "../http/body.ts";
import { requireCaller, type Environment, type Surroundings } from "../http/environment.ts";

const Body = v.pipe(v.string(), v.parseJson(), StageReport);
const bodyLimit = 1024;

/** `POST /api/cert/stage`. */
export function stageRoutes(surroundings: Surroundings): Hono<Environment> {
  const { service, clock } = surroundings;
  const routes = new Hono<Environment>();

  routes.post(paths.stage, async (c) => {
    const body = await readBody(c.env.incoming, "application/json", bodyLimit);
    const now = clock();
    const caller = await requireCaller(surroundings, c, now);
    const report = v.safeParse(Body, new TextDecoder().decode(body));
    if (!report.success) throw new Refusal("stage-unknown");
    await reportStage(service, caller, report.output, now);
    return answerNothing();
  });

  return routes;
}
