import type { Detail, TrailTexts } from "./trail-texts.ts";

const reasons: Readonly<Record<string, string>> = {
  unspecified: "no reason given",
  "key-compromise": "a lost, stolen or leaked device or key",
  "affiliation-changed": "changed affiliation",
  superseded: "replaced by another certificate",
  "cessation-of-operation": "no longer used",
  "privilege-withdrawn": "withdrawn permission",
};
const because = (reason: string | undefined): string => (reason === undefined ? "" : ` (${reasons[reason] ?? reason})`);
const formats: Readonly<Record<string, string>> = { p12: "p12", zip: "zip, with the password" };
const accountFields: Readonly<Record<string, string>> = { role: "role", personName: "name", mail: "mail address" };
const fields: Readonly<Record<string, string>> = { remark: "remark", device: "device" };
const counted = (count: number): string => `${count.toLocaleString("en")} ${count === 1 ? "entry" : "entries"}`;

const rules: Readonly<Record<string, string>> = {
  product: "product",
  keyKind: "kind of key",
  sameKey: "renewal with the same key",
  promptDays: "days before expiry",
  retireAfterDays: "days of the old certificate",
  destroyKeysAfterDays: "days of keys",
  renewalKeys: "keys of renewals",
  timeZone: "time zone",
};

/** Days that are not given are those of the product, or until expiry. */
function changesOf(detail: Detail): string {
  const names = (detail["changed"] ?? "").split(" ").filter((name) => name !== "");
  const changes = names.map((name) => `${rules[name] ?? name} ${detail[`${name}Before`] ?? "–"} → ${detail[name] ?? "–"}`);
  return changes.length === 0 ? "" : `: ${changes.join(", ")}`;
}

function holderChangesOf({ mails, mailsBefore, otherDevices, otherDevicesBefore, contact }: Detail): string {
  const changes = [
    ...(mailsBefore === undefined ? [] : [`mails ${mailsBefore} → ${mails ?? ""}`]),
    ...(otherDevicesBefore === undefined ? [] : [`other devices ${otherDevicesBefore} → ${otherDevices ?? ""}`]),
    ...(contact === "changed" ? ["contact"] : []),
  ];
  return changes.length === 0 ? "" : `: ${changes.join(", ")}`;
}

/** The texts of 操作履歴, in English. */
export const trailEn: TrailTexts = {
  heading: "Audit trail",
  lead: "Who did what, and when, to this tenant's certificates and users. Entries are only ever added. The verification below shows if any was removed or changed.",
  quick: "Often asked for",
  quickAll: "All",
  quickFilters: { secrets: "Passwords and keys handed out", accounts: "Changes of users" },
  filters: {
    action: "Action",
    by: "Done by",
    certificate: "Certificate",
    certificateHint: "CN or serial number",
    account: "Done to the user",
    from: "From",
    to: "To",
    any: "Any",
    groups: { secrets: "Passwords and keys handed out (all)", accounts: "Changes of users (all)" },
    submit: "Search",
    clear: "Clear",
  },
  columns: { at: "Time", act: "What happened", position: "No." },
  actors: {
    operator: "The service's operator",
    schedule: "The service, on schedule,",
    service: "The service",
    you: (name) => `${name} (you)`,
    program: (name) => `A program of ${name}`,
    certificate: (cn) => `The holder of ${cn}`,
    recoveryCode: (by) => `The holder of a recovery code from ${by}`,
    otherOrganisation: "An administrator of another tenant",
    otherProgram: "A program that the operator permits",
  },
  objects: { certificate: (cn) => `certificate ${cn}`, organisation: "the tenant", holder: (cn) => `the holder of ${cn}` },
  actions: {
    "tenant-created": "Tenant created",
    "tenant-changed": "Tenant's rules changed",
    "tenant-closed": "Tenant closed",
    "tenant-opened": "Tenant reopened",
    announced: "Announcement",
    "announcement-removed": "Announcement taken back",
    "notices-resent": "Notices sent again",
    issued: "Certificate issued",
    revoked: "Certificate revoked",
    retired: "Renewed certificate retired",
    "renewal-ordered": "Renewal ordered",
    fetched: "File fetched",
    "password-shown": "Password shown to the holder",
    imported: "Certificate imported",
    "first-used": "New certificate first used",
    "password-revealed": "Password revealed to an administrator",
    "file-handed-out": "File downloaded by an administrator",
    "notes-changed": "Remark or device edited",
    "key-destroyed": "Key destroyed",
    "certificate-bound": "Certificate's content recorded",
    "recovery-code-created": "Recovery code created",
    "recovery-code-cancelled": "Recovery code cancelled",
    recovered: "Issued for a recovery code",
    "account-created": "User added",
    "account-invited": "User invited again",
    "account-disabled": "User disabled",
    "account-enabled": "User enabled",
    "account-reset": "User reset",
    "account-changed": "User changed",
    "account-password-changed": "Password changed",
    "account-recovery-codes-made": "Recovery codes made anew",
    "account-sessions-ended": "Sessions ended",
    "account-password-chosen": "Password chosen",
    "account-second-factor-set": "Second factor set up",
    "account-recovery-code-used": "User's recovery code used",
    "account-passkey-added": "Passkey added",
    "account-passkey-removed": "Passkey removed",
    "account-identity-linked": "Identity linked",
    "account-identity-unlinked": "Identity unlinked",
    "holder-rules-changed": "Rules for holders changed",
    "notice-test-sent": "Test message sent",
    "token-made": "Token made",
    "token-revoked": "Token revoked",
    "job-started": "Job started",
    "job-stopped": "Job stopped",
    "certificates-exported": "Certificates exported",
    "job-finished": "Job finished",
  },
  sentences: {
    "tenant-created": () => "{who} created the tenant",
    "tenant-changed": (detail) =>
      ({ added: "{who} added a notice address", removed: "{who} removed a notice address" })[detail["noticeAddress"] ?? ""] ??
      `{who} changed the tenant's rules${changesOf(detail)}`,
    "tenant-closed": () => "{who} closed the tenant",
    "tenant-opened": () => "{who} reopened the tenant",
    announced: ({ title = "" }) => `{who} announced “${title}”`,
    "announcement-removed": ({ title = "" }) => `{who} took back the announcement “${title}”`,
    "notices-resent": ({ count }) => `{who} had ${count} undelivered notices sent again`,
    issued: ({ predecessor }) => (predecessor === undefined ? "{who} issued {what}" : "{who} issued {what} as a renewal"),
    revoked: ({ reason }) => `{who} revoked {what}${because(reason)}`,
    retired: () => "{who} retired {what}, which had been renewed",
    "renewal-ordered": ({ affected, reason }) =>
      `{who} ordered the renewal of {what} (${affected ?? "?"} certificates; reason: ${reason ?? ""})`,
    fetched: () => "{who} fetched the file of {what}",
    "password-shown": () => "{who} was shown the password of {what}",
    imported: () => "{who} imported {what}",
    "first-used": ({ host }) => `{who} first used {what}, at ${host ?? ""}`,
    "password-revealed": () => "{who} revealed the password of {what} on this site",
    "file-handed-out": ({ format }) => `{who} downloaded the file of {what} (${formats[format ?? ""] ?? format})`,
    "notes-changed": ({ changed }) =>
      `{who} edited the ${(changed ?? "")
        .split(" ")
        .map((field) => fields[field] ?? field)
        .join(" and the ")} of {what}`,
    "key-destroyed": () => "{who} destroyed the key of {what}",
    "certificate-bound": () => "{who} recorded the content of {what}",
    "recovery-code-created": () => "{who} created a recovery code for {what}",
    "recovery-code-cancelled": () => "{who} cancelled the recovery code of {what}",
    recovered: () => "{who} received {what}",
    "account-created": ({ role }) => `{who} added the user {what}${role === undefined ? "" : ` (${role})`}`,
    "account-invited": () => "{who} invited the user {what} again",
    "account-disabled": () => "{who} disabled the user {what}",
    "account-enabled": () => "{who} enabled the user {what}",
    "account-reset": () => "{who} reset the user {what}",
    "account-changed": ({ changed, role }) =>
      `{who} changed the ${(changed ?? "")
        .split(" ")
        .map((field) => accountFields[field] ?? field)
        .join(" and the ")} of the user {what}${(changed ?? "").split(" ").includes("role") ? ` (${role ?? ""})` : ""}`,
    "account-password-changed": () => "{who} changed their password",
    "account-recovery-codes-made": () => "{who} made new recovery codes",
    "account-sessions-ended": () => "{who} ended sessions of the user {what}",
    "account-password-chosen": () => "{who} chose a password",
    "account-second-factor-set": () => "{who} set up a second factor",
    "account-recovery-code-used": () => "{who} used a recovery code",
    "account-passkey-added": () => "{who} added a passkey",
    "account-passkey-removed": () => "{who} removed a passkey",
    "account-identity-linked": () => "{who} linked an identity to log in with",
    "account-identity-unlinked": () => "{who} unlinked an identity",
    "holder-rules-changed": (detail) => `{who} changed the rules for holders${holderChangesOf(detail)}`,
    "notice-test-sent": () => "{who} sent a test message to a notice address",
    "token-made": () => "{who} made a token for a program",
    "token-revoked": () => "{who} revoked the token of a program",
    "job-started": ({ rows }) => `{who} started a job on ${rows ?? ""} certificates`,
    "job-stopped": ({ done, skipped }) => `{who} stopped a job: ${done ?? ""} done, ${skipped ?? ""} left out`,
    "certificates-exported": ({ format, certificates }) =>
      `{who} exported ${certificates ?? ""} certificates as ${(format ?? "").toUpperCase()}`,
    "job-finished": ({ done, refused }) => `A job of {who} finished: ${done ?? ""} done, ${refused ?? ""} failed`,
  },
  unknownAction: (action) => `{who}: {what} (${action})`,
  empty: "There are no entries yet.",
  noMatch: "No entry matches.",
  shown: (count) => `${counted(count)} shown`,
  pages: { label: "Pages", latest: "Latest", earlier: "Next (earlier)" },
  exports: { csv: "Export CSV", json: "Export JSON" },
  verification: {
    heading: "Verify that nothing was changed",
    lead: "Each entry is linked to the one before, like a chain. This browser recomputes all of them, from the first to the latest, and finds any that was removed or changed on the way.",
    limits:
      "This shows that your tenant's entries are one whole chain. If somebody made all of it anew, only a comparison with a value from before shows that. Other tenants' entries cannot be shown to you, so the service verifies the trail of all of them itself.",
    noted: "A value noted earlier (optional)",
    notedHint: "The number:value that you kept after an earlier verification",
    notedWrong: "Enter it as number:value.",
    start: "Verify all",
    stop: "Stop",
    progress: (done, all) => `Verifying: ${done.toLocaleString("en")} of ${counted(all)}`,
    good: (count) => `Entries 1 to ${count.toLocaleString("en")} were recomputed. None is missing, and none was changed.`,
    none: "There is nothing to verify.",
    withheld: (count) =>
      `${counted(count)} of these could not be recomputed, because a program of another tenant is not named to you; their links were compared.`,
    bad: "The trail was changed",
    badEntry: (position) => `Entry ${position.toLocaleString("en")} does not match its value. Tell the service's operator.`,
    badEnd: "The latest entry does not match the value that the service answered. Tell the service's operator.",
    shownBad: (position) =>
      `Entry ${position.toLocaleString("en")} on this page does not match its value. Tell the service's operator.`,
    vouched: (position, at) =>
      `The service says: up to entry ${position.toLocaleString("en")}, it verified them together with the whole trail on ${at}, and signed that with a key that is not in its database. The signature agrees with the trail at this moment.`,
    notVouched: "The service says: it has not signed the whole trail yet.",
    disagrees: "The service says: the whole trail does not agree with what it signed before. Tell the service's operator.",
    sameAsBefore: (position, at) =>
      `The entries up to ${position.toLocaleString("en")}, which this browser verified on ${at}, have not changed since.`,
    otherThanBefore: (position, at) =>
      `Entry ${position.toLocaleString("en")} differs from what this browser verified on ${at}. Tell the service's operator.`,
    sameAsNoted: "The value that you noted matches.",
    otherThanNoted: "The value that you noted does not match. Check it, and if it is right, tell the service's operator.",
    keep: "Keep this value somewhere else, and you can compare it later.",
    copy: "Copy",
    copied: "Copied.",
    notCopied: "It could not be copied. Select and copy it by hand.",
  },
};
