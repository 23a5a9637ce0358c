import type { AnyJobAct, Job } from "../../../protocol/console/jobs.ts";
import { counted } from "../../system/counted.ts";
import { printable } from "../line/printable.ts";

const operatorsName = "the operators of the service";

/** A job in lines for people. */
export function jobInWords({ id, act, by, startedAt, state, total, done, refused, skipped, ...job }: Job, tenant: string): string {
  const { paused, stopped, finishedAt } = job;
  const progress = `${done} done, ${refused} refused${skipped === 0 ? "" : `, ${skipped} left out`}`;
  return [
    `${id}: ${actInWords(act)}, ${counted(total, "certificate")} of ${tenant}`,
    `  started   ${startedAt}  ${by === "" ? operatorsName : by}`,
    `  ${state.padEnd(9)} ${finishedAt === null ? "" : `${finishedAt}  `}${progress}`,
    ...(paused === null ? [] : [`  until     ${paused.until}  ${paused.detail} (${paused.code})`]),
    ...(stopped === null ? [] : [`  stopped   ${stoppedInWords(stopped)}`]),
  ].join("\n");
}

function stoppedInWords({ by, refusal }: NonNullable<Job["stopped"]>): string {
  if (refusal !== null) return `by the service: ${refusal.detail} (${refusal.code})`;
  return `by ${by === null || by === "" ? operatorsName : by}`;
}

function actInWords(act: AnyJobAct): string {
  switch (act.kind) {
    case "issue":
      return "issue";
    case "renew":
      return "renew";
    case "revoke":
      return `revoke (${[act.reason, ...act.along].join(", with the ")})`;
    case "annotate":
      return "annotate";
    case "order":
      return `renew-now (${orderInWords(act)})`;
  }
}

function orderInWords({ reason, startsAt, window, endsAt }: Extract<AnyJobAct, { kind: "order" }>): string {
  return [
    ...(startsAt === null ? ["now"] : [`from ${startsAt}`]),
    ...(window === null ? [] : [`daily ${window.from}-${window.to}`]),
    ...(endsAt === null ? [] : [`until ${endsAt}`]),
    ...(reason === "" ? [] : [printable(reason)]),
  ].join(", ");
}
