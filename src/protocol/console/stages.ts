import * as v from "valibot";
import { replacementStages } from "../stage.ts";

/**
 * Where the renewal of a certificate stands, in order. `due` is a certificate to be replaced; the others are the replacement,
 * by the last stage that it has reached. One with a replacement of its own has none, and so have revoked ones, and first
 * certificates that are not due.
 */
export const renewalStages = ["due", ...replacementStages, "predecessor-retired"] as const;
export const RenewalStage = v.picklist(renewalStages);
export type RenewalStage = v.InferOutput<typeof RenewalStage>;
