import type { AnyJobAct } from "../../protocol/console/jobs.ts";
import type { Administrator } from "../issuance/administration/administrator.ts";
import { annotateOwn } from "../issuance/administration/annotate-own.ts";
import { issueOwn } from "../issuance/administration/issue-own.ts";
import { orderedIn, orderOwnRenewals } from "../issuance/administration/order-own-renewals.ts";
import type { OwnCertificate } from "../issuance/administration/own-certificate.ts";
import { renewOwn } from "../issuance/administration/renew-own.ts";
import { revokeOwn } from "../issuance/administration/revoke-own.ts";
import { Refusal } from "../issuance/refusal.ts";
import type { Service } from "../issuance/service.ts";
import type { PendingRow } from "../store/jobs/job-rows.ts";

/** Whoever acts, and when. */
export interface ActingNow {
  readonly by: Administrator;
  readonly now: Date;
}

/**
 * Does to one row what its job does to each, by the functions that act on one certificate.
 *
 * @throws Refusal as these
 */
export async function actOnRow(service: Service, act: AnyJobAct, row: PendingRow, { by, now }: ActingNow): Promise<void> {
  switch (act.kind) {
    case "renew":
      await renewOwn(service, certificateOf(row, by), { precondition: { kind: "none-pending" }, by, now });
      return;
    case "revoke":
      await revokeOwn(service, certificateOf(row, by), { reason: act.reason, along: act.along, by, now });
      return;
    case "annotate": {
      const { remark, device } = act;
      await annotateOwn(service, certificateOf(row, by), { notes: { remark, device }, version: "*", by, now });
      return;
    }
    case "order": {
      const [outcome] = await orderOwnRenewals(service, [certificateOf(row, by)], { ...orderedIn(act), by, now });
      if (outcome?.refusal !== undefined) throw new Refusal(outcome.refusal);
      return;
    }
    case "issue": {
      const { cn, remark, device, mail, another } = row;
      if (cn === null) throw new TypeError("A row of a job that issues has a name.");
      const notes = { remark: remark ?? "", device: device ?? "", mail: mail ?? "" };
      await issueOwn(service, { cn, ...notes, another: another === 1, by, now });
    }
  }
}

function certificateOf({ issuer, serial }: PendingRow, { tenant }: Administrator): OwnCertificate {
  if (issuer === null || serial === null) throw new TypeError("A row of a job that acts on certificates has one.");
  return { tenant, issuer, serial };
}
