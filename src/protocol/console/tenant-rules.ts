import * as v from "valibot";

const Moment = v.pipe(v.string(), v.isoTimestamp());
const Days = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9999));

/** The rules that an organisation's administrators decide. */
export const ruleNames = ["promptDays", "retireAfterDays", "destroyKeysAfterDays", "renewalKeys", "timeZone"] as const;
export type RuleName = (typeof ruleNames)[number];

/** What an organisation decides about its certificates; the body of `PUT /api/tenant/rules`. */
export const TenantRules = v.strictObject({
  /** Days before expiry from which holders are prompted; null as for the product. */
  promptDays: v.nullable(Days),
  /** Days for which a renewed certificate stays valid after its replacement's first use; null until it expires. */
  retireAfterDays: v.nullable(Days),
  /** Days for which a key, with the file and its password, is kept after its certificate's first use; null until that expires. */
  destroyKeysAfterDays: v.nullable(Days),
  /** Where the keys of renewals are made: also at the service, or only on the devices that use them. */
  renewalKeys: v.picklist(["anywhere", "on-device"]),
  /** The IANA name of the time zone of its clocks. */
  timeZone: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
});
export type TenantRules = v.InferOutput<typeof TenantRules>;

/** The days that a rule may have; without a maximum, it may also be null for "until the certificate expires". */
const Bounds = v.object({ least: v.number(), most: v.nullable(v.number()) });

/** The answer of `GET /api/tenant/rules`. */
export const PresentTenantRules = v.object({
  rules: TenantRules,
  /** The product's days, which apply if the organisation has none of its own. */
  productPromptDays: v.number(),
  /** Within which the service's operators let an organisation decide. What is already outside may stay as it is. */
  bounds: v.object({ promptDays: Bounds, retireAfterDays: Bounds, destroyKeysAfterDays: Bounds }),
  /** What only the service's operators change. */
  fixed: v.array(v.picklist(ruleNames)),
  /** The state that a change is made of, for `If-Match`. */
  version: v.string(),
  /** Who changed a rule last; null if nobody has. `by` is null for the service's operators. */
  edited: v.nullable(v.object({ by: v.nullable(v.string()), at: Moment })),
});
export type PresentTenantRules = v.InferOutput<typeof PresentTenantRules>;

/** What a change of the rules would do at this moment, in certificates; the answer of `POST /api/tenant/rules-forecast`. */
export const RulesForecast = v.object({
  /** Become due at once. */
  dueAtOnce: v.number(),
  /** Are due, and become due later. */
  dueLater: v.number(),
  /** Are refused at once, because their replacements have been in use for long enough; irrevocable. */
  retiredAtOnce: v.number(),
  /** Stay valid for another time than before: the other renewed ones whose replacement is in use. */
  retiredOtherwise: v.number(),
  /** Whose key, with file and password, is destroyed at once; irrevocable. */
  keysDestroyedAtOnce: v.number(),
  /** Have a key that the service made, and are renewed on a device only. */
  renewedOnDevice: v.number(),
  /** Are ordered to be renewed in hours of every day, which are those of other clocks. */
  orderedInHours: v.number(),
});
export type RulesForecast = v.InferOutput<typeof RulesForecast>;
