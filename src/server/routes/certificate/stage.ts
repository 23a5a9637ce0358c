import type { Context } from "hono";
import * as v from "valibot";
import { StageReport } from "../../../protocol/stage.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { reportStage } from "../../issuance/renewal/stages.ts";
import { readBody } from "../http/body.ts";
import { requireCaller, type Environment, type Surroundings } from "../http/environment.ts";

const Body = v.pipe(v.string(), v.parseJson(), StageReport);
const bodyLimit = 1024;

/**
 * `POST /api/cert/stage`: 204 where the report was taken.
 *
 * @throws Refusal where it was not
 */
export async function answerStage(surroundings: Surroundings, c: Context<Environment>): Promise<Response> {
  const body = await readBody(c.env.incoming, "application/json", bodyLimit);
  const now = surroundings.clock();
  const caller = await requireCaller(surroundings, c, now);
  const report = v.safeParse(Body, new TextDecoder().decode(body));
  if (!report.success) throw new Refusal("stage-unknown");
  await reportStage(surroundings.service, caller, report.output, now);
  return new Response(null, { status: 204, headers: { "Cache-Control": "no-store" } });
}
