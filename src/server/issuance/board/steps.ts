import type { Step } from "../../../protocol/console/board.ts";
import { replacementStages, type ReplacementStage } from "../../../protocol/stage.ts";
import { actorOf } from "../../store/certificates/certificate-name.ts";
import type { HeldCertificate } from "../../store/certificates/certificates.ts";
import type { AuditRow } from "../../store/database/schema.ts";
import { orderInForce } from "../renewal/renewal-order.ts";

/** A renewal whose steps are told. */
interface SteppedRenewal {
  /** The one that is due, or its replacement. */
  readonly certificate: HeldCertificate;
  readonly isDue: boolean;
  /** When its holder was prompted. */
  readonly prompt: Date;
  readonly predecessor: HeldCertificate | undefined;
}

/** The stages that a renewal has reached, in the order of time, and whose act each was. */
export function stepsOf(renewal: SteppedRenewal, trail: readonly AuditRow[], tenant: string): Step[] {
  const { certificate, isDue, prompt, predecessor } = renewal;
  const due = (at: Date): Step => ({ stage: "due", at: at.toISOString(), by: "schedule", user: "" });
  if (isDue) return [due(orderInForce(certificate, prompt)?.at ?? prompt)];
  const holders = [certificate, ...(predecessor === undefined ? [] : [predecessor])].map(actorOf);
  const reached = trail.flatMap(({ action, at, actor }): Step[] =>
    isStage(action) ? [{ stage: action, at: new Date(at).toISOString(), ...authorIn(actor, holders, tenant) }] : [],
  );
  return [...(prompt.getTime() <= certificate.issuedAt ? [due(prompt)] : []), ...reached];
}

function isStage(action: string): action is ReplacementStage {
  return replacementStages.some((stage) => stage === action);
}

/** Certificates other than the holder's are registrars', which may be another tenant's; so may accounts be. */
function authorIn(actor: string, holders: readonly string[], tenant: string): Pick<Step, "by" | "user"> {
  if (holders.includes(actor)) return { by: "holder", user: "" };
  if (actor === "schedule") return { by: "schedule", user: "" };
  const user = /^account:(.*)$/s.exec(actor)?.[1];
  if (user?.endsWith(`@${tenant}`)) return { by: "administrator", user: user.slice(0, -tenant.length - 1) };
  return { by: "operator", user: "" };
}
