import type { ProblemCode } from "../../protocol/problem.ts";
import type { Settings } from "../settings/settings.ts";

/** Where a refusal is explained: the page that the settings name, at the anchor of its code. */
export function explanationOf({ explanations }: Pick<Settings, "explanations">, code: ProblemCode): string | undefined {
  return explanations === undefined ? undefined : `${explanations}#${code}`;
}
