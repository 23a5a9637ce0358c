import type { TokenTexts } from "./token-texts.ts";

/** The texts of the page for tokens, in English. */
export const tokenEn: TokenTexts = {
  tokens: {
    heading: "API tokens",
    lead: "With a token, a program does what this site does. It also needs a certificate of the tenant to connect.",
    make: "Create a token",
    columns: {
      name: "Token",
      scopes: "Permits",
      state: "State",
      endsAt: "Valid until",
      lastUsedAt: "Last used",
      actions: "Actions",
    },
    states: { valid: "Valid", expired: "Expired", revoked: "Revoked" },
    scopes: {
      read: "Read",
      act: "Act on certificates",
      policy: "Tenant settings",
      accounts: "Manage users",
      secrets: "Keys and passwords",
      audit: "Audit trail",
    },
    scopeHints: {
      read: "Look at certificates, the tenant, users and the login history",
      act: "Issue, renew, revoke, edit remarks",
      policy: "Change the rules of renewals and notices",
      accounts: "Disable and enable users; to invite or reset them, “Keys and passwords” is needed, too",
      secrets: "Get files with private keys, passwords, and the links of invitations",
      audit: "Look at and export the audit trail",
    },
    several: (scopes) => scopes.join(", "),
    never: "Never",
    empty: "There are no tokens yet.",
    madeBy: (account) => `Created by ${account}`,
    revoke: "Revoke",
    revokeQuestion: (name) => `Revoke “${name}”?`,
    revokeConsequence: "Programs with this token can no longer connect, from now on. This cannot be undone.",
    revoked: (name) => `“${name}” is revoked.`,
    forAdministrators: "Only administrators manage API tokens.",
  },
  makeToken: {
    name: "Name",
    nameHint: "Which program it is for, such as: nightly list",
    nameWrong: "Enter 1 to 64 characters.",
    scopes: "Permits",
    scopesWrong: "Choose at least one.",
    days: "Valid for",
    daysValues: (days) => `${days} days`,
    submit: "Create",
    madeHeading: "Keep the token",
    madeLead: (name, until) =>
      `This is the token “${name}”, valid until ${until}. It is shown only here. Keep it in a safe place, such as the program's settings.`,
  },
};
