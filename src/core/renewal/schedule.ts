import { dayInMilliseconds } from "../days.ts";

/** When a certificate may be renewed and when its holder is told. */
export interface RenewalWindow {
  /** The service accepts a renewal from here. */
  readonly from: Date;
  /** The person is asked from here. */
  readonly prompt: Date;
  /** The certificate's expiry: after it, only recovery helps. */
  readonly until: Date;
}

/** How many days before expiry a renewal is accepted and asked for. */
export interface RenewalLead {
  readonly acceptDays: number;
  readonly promptDays: number;
}

/** The window in which a certificate renews, from its expiry and the lead that its product has. */
export function renewalWindow(notAfter: Date, lead: RenewalLead): RenewalWindow {
  const before = (days: number): Date => new Date(notAfter.getTime() - days * dayInMilliseconds);
  return { from: before(lead.acceptDays), prompt: before(lead.promptDays), until: notAfter };
}
