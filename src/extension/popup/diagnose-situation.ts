import type { Platform } from "../../core/profile.ts";
import { writeDiagnosis } from "../../ui/diagnosis.ts";
import type { Situation } from "./situation.ts";

/** The diagnosis line for the site in the current tab; a site that is not configured is not named. */
export function diagnoseSituation(situation: Situation | undefined, platform: Platform, now: Date): string {
  const place = { part: "popup", navigator, platform, host: hostOf(situation), clockAhead: undefined } as const;
  switch (situation?.kind) {
    case undefined:
    case "not-configured":
      return writeDiagnosis(place, { step: situation?.kind ?? "looking" }, now);
    case "failed":
      return writeDiagnosis(place, { step: "failed", error: situation.code, trace: situation.trace }, now);
    case "known": {
      const { certificate, pending, refusal } = situation.status;
      const clockAhead = situation.receivedAt.getTime() - Date.parse(situation.status.now);
      return writeDiagnosis(
        { ...place, clockAhead },
        {
          step: situation.advice,
          stage: pending?.stage,
          error: refusal?.code,
          old: certificate.serial,
          new: pending?.serial,
          days: certificate.daysLeft,
        },
        now,
      );
    }
  }
}

function hostOf(situation: Situation | undefined): string | undefined {
  return situation === undefined || situation.kind === "not-configured" ? undefined : new URL(situation.origin).hostname;
}
