import * as v from "valibot";
import { ruleNames } from "../../protocol/console/tenant-rules.ts";

const Days = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9999));

/** Within which bounds tenants' administrators decide on their site. An operator's command is not bound by them. */
export const TenantRuleBounds = v.strictObject({
  /**
   * What only the operator changes (`koshin tenant`): any of `promptDays`, `retireAfterDays`, `destroyKeysAfterDays`,
   * `renewalKeys`, `timeZone` and `noticeAddresses`.
   */
  fixed: v.optional(v.array(v.picklist([...ruleNames, "noticeAddresses"])), []),
  /** The fewest days before expiry from which holders are prompted; the most are the product's `acceptDays`. */
  leastPromptDays: v.optional(Days, 7),
  /** The fewest days for which a renewed certificate stays valid after its replacement's first use. */
  leastRetireAfterDays: v.optional(Days, 1),
  /** The most of them; without it, a renewed certificate may also stay valid until it expires. */
  mostRetireAfterDays: v.optional(Days),
  /** The fewest days for which the service keeps a key, with the file and its password, after its certificate's first use. */
  leastDestroyKeysAfterDays: v.optional(Days, 1),
  /** The most of them; without it, a key may also be kept until its certificate expires. */
  mostDestroyKeysAfterDays: v.optional(Days),
});
export type TenantRuleBounds = v.InferOutput<typeof TenantRuleBounds>;

/** The defaults. */
export const defaultTenantRuleBounds = v.parse(TenantRuleBounds, {});
