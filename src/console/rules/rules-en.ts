import type { RulesTexts } from "./rules-texts.ts";

const certificates = (count: number): string => `${count.toLocaleString("en")} ${count === 1 ? "certificate" : "certificates"}`;
const days = (count: number): string => (count === 1 ? "1 day" : `${count} days`);

/** The texts of an organisation's rules, in English. */
export const rulesEn: RulesTexts = {
  heading: "Rules",
  terms: {
    promptDays: "Holders are prompted",
    acceptDays: "Renewals are accepted",
    retireAfterDays: "Old certificates",
    destroyKeysAfterDays: "Files and passwords",
    renewalKeys: "Keys of renewals",
    timeZone: "Time zone",
    product: "Product",
    keyKind: "Kind of key",
    sameKey: "Renewals with the same key",
  },
  help: {
    promptDays: "From this day on, the dialog appears on holders' devices, and this site counts the certificate as due.",
    acceptDays: "Before this day, no renewal is accepted. It is a rule of the service.",
    retireAfterDays:
      "How long the old certificate still works after the first use of the new one. After that, the old one is revoked.",
    destroyKeysAfterDays:
      "How long the service keeps the keys that it made, with their files and passwords, counted from the certificate's first use. After that, they are destroyed, and can neither be downloaded nor revealed.",
    renewalKeys:
      "With keys on devices only, the service makes no keys for renewals: neither this site nor programs that send no key of their own can renew. What is issued on this site still has a key made by the service.",
    timeZone: "Of the hours in which renewals are ordered, and of the times in mails to holders.",
    product:
      "Decides which kinds of certificate can be renewed, from when on renewals are accepted, and when holders are usually prompted.",
    keyKind: "Of the keys that holders' devices make.",
    sameKey: "Whether a renewal may keep the key of the present certificate.",
  },
  values: {
    promptDays: (count) => `From ${days(count)} before expiry`,
    asProduct: (count) => `From ${days(count)} before expiry (as usual in this service)`,
    acceptDays: (count) => `From ${days(count)} before expiry`,
    retireAfterDays: (count) =>
      count === null ? "Work until they expire" : `Revoked ${days(count)} after the new one's first use`,
    destroyKeysAfterDays: (count) =>
      count === null ? "Kept until the certificate expires" : `Destroyed ${days(count)} after the certificate's first use`,
    renewalKeys: { anywhere: "Made on the device, or by the service", "on-device": "Made on the device only" },
    sameKey: { allowed: "Allowed", refused: "Refused" },
  },
  operators: "Decided by the service's operators",
  askOperators: "What the service's operators decide cannot be changed here. Ask them.",
  edit: "Edit",
  editHeading: "Edit the rules",
  without: {
    promptDays: (count) => `As usual in this service (${days(count)} before expiry)`,
    retireAfterDays: "They work until they expire",
    destroyKeysAfterDays: "Kept until the certificate expires",
  },
  days: {
    promptDays: { own: "Choose the days before expiry", unit: "days before expiry" },
    retireAfterDays: { own: "Choose the days until they are revoked", unit: "days after the new one's first use" },
    destroyKeysAfterDays: { own: "Choose the days until they are destroyed", unit: "days after the first use" },
  },
  bounds: (least, most) => (most === null ? `${days(least)} or more` : `${least} to ${days(most)}`),
  wrongDays: (least, most) => `Enter a number of days from ${least} to ${most ?? 9999}.`,
  wrongTimeZone: "There is no such time zone. Enter one like Asia/Tokyo.",
  timeZoneHint: "Example: Asia/Tokyo",
  review: "Check the changes",
  reviewHeading: "Check the changes",
  change: (before, after) => `${before} → ${after}`,
  unchanged: "Nothing is changed.",
  judging: "Finding out what this does…",
  effects: {
    dueAtOnce: (count) => `${certificates(count)} ${count === 1 ? "becomes" : "become"} due at once: their holders are prompted.`,
    dueLater: (count) => `${certificates(count)} ${count === 1 ? "is" : "are"} not due any more, and will be later.`,
    retiredAtOnce: (count) =>
      `${certificates(count)}, already replaced, ${count === 1 ? "is" : "are"} revoked at once. This cannot be undone.`,
    retiredOtherwise: (count) => `${certificates(count)}, already replaced, will be revoked at another time than before.`,
    keysDestroyedAtOnce: (count) =>
      `The keys, files and passwords of ${certificates(count)} are destroyed at once. This cannot be undone.`,
    renewedOnDevice: (count) => `${certificates(count)} with a key made by the service must be renewed on the device from now on.`,
    orderedInHours: (count) =>
      `${certificates(count)} ordered to be renewed in certain hours: these are hours of the new time zone then.`,
    none: "No certificate is affected at once.",
  },
  back: "Back",
  submit: "Save",
  saved: "Saved.",
  editedBy: (by, at) => `Edited by ${by ?? "the service's operators"}, ${at}`,
  changedMeanwhile: (by, at) =>
    `${by ?? "An operator of the service"} has made a change first, ${at}. It is shown below. If you go on, it is overwritten with what you have entered.`,
};
