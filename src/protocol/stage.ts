import * as v from "valibot";
import { Serial } from "./certificate-identity.ts";

/** The stages of a replacement, in order; each implies the previous ones. */
export const replacementStages = ["issued", "fetched", "password-shown", "imported", "first-used"] as const;

/** One stage of a replacement. */
export const ReplacementStage = v.picklist(replacementStages);
export type ReplacementStage = v.InferOutput<typeof ReplacementStage>;

/** The body of `POST /api/cert/stage`: a stage that the holder's client observed. The service detects first use itself. */
export const StageReport = v.strictObject({
  /** The replacement's. */
  serial: Serial,
  stage: v.picklist(["fetched", "password-shown", "imported"]),
});
export type StageReport = v.InferOutput<typeof StageReport>;

/** Whether `stage` is `reached` or comes after it. */
export function hasReached(stage: ReplacementStage, reached: ReplacementStage): boolean {
  return replacementStages.indexOf(stage) >= replacementStages.indexOf(reached);
}
