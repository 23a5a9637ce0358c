import * as v from "valibot";
import { keyKinds } from "../../core/key-kind.ts";
import { Attention, type certificateStates } from "./certificates.ts";
import { PlacedRenewalOrder } from "./renewal-orders.ts";

const Moment = v.pipe(v.string(), v.isoTimestamp());

/** The answer of `GET /api/tenant`: テナント情報. */
export const TenantInformation = v.object({
  name: v.string(),
  product: v.string(),
  createdAt: Moment,
  closedAt: v.nullable(Moment),
  keyKind: v.picklist(keyKinds),
  promptDays: v.number(),
  acceptDays: v.number(),
  retireAfterDays: v.nullable(v.number()),
  destroyKeysAfterDays: v.nullable(v.number()),
  sameKey: v.picklist(["allowed", "refused"]),
  /** The number of certificates in each state. */
  certificates: v.object({
    "applied-for": v.number(),
    "in-use": v.number(),
    renewed: v.number(),
    revoked: v.number(),
    expired: v.number(),
  } satisfies Record<(typeof certificateStates)[number], unknown>),
  /** The number of certificates that an order to renew all is for: of kinds that are renewed, without a replacement in use. */
  unrenewed: v.number(),
  /** Of its clocks, as an IANA name. */
  timeZone: v.string(),
  /** The order to renew all before they are due. */
  order: v.nullable(PlacedRenewalOrder),
  /** Where notices are sent: mail addresses, and the hosts of webhooks. */
  notified: v.array(v.string()),
});
export type TenantInformation = v.InferOutput<typeof TenantInformation>;

/** The answer of `GET /api/notices`: the page TOP. */
export const Notices = v.object({
  /** システム通知: what the service has to say about this tenant's certificates. */
  system: v.array(
    v.object({
      kind: Attention,
      /** How many certificates: those that the list shows with this `attention`. */
      count: v.number(),
    }),
  ),
  /** 管理者からのお知らせ: what the service's operators have written, the latest first. */
  announcements: v.array(
    v.object({
      title: v.string(),
      text: v.string(),
      at: Moment,
      /** The name of the system operator; null if it was announced by the command line. */
      by: v.nullable(v.string()),
    }),
  ),
});
export type Notices = v.InferOutput<typeof Notices>;
