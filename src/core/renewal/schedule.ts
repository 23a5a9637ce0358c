import { dayInMilliseconds } from "../days.ts";

/** When a certificate may be renewed and when its holder is prompted. */
export interface RenewalWindow {
  /** The service accepts a renewal from this moment. */
  readonly from: Date;
  /** The person is prompted from this moment. */
  readonly prompt: Date;
  /** The certificate's expiry: after it, only recovery helps. */
  readonly until: Date;
}

/** How many days before expiry a renewal is accepted and prompted for. */
export interface RenewalLead {
  readonly acceptDays: number;
  readonly promptDays: number;
}

/** The renewal window of a certificate, from its expiry and the lead times of its product. */
export function renewalWindow(notAfter: Date, lead: RenewalLead): RenewalWindow {
  const before = (days: number): Date => new Date(notAfter.getTime() - days * dayInMilliseconds);
  return { from: before(lead.acceptDays), prompt: before(lead.promptDays), until: notAfter };
}
