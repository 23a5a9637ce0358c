import type { OwnAccountTexts } from "./own-account-texts.ts";

/** The texts of one's own account, in English. */
export const ownAccountEn: OwnAccountTexts = {
  ownAccount: {
    heading: "Your account",
    identities: {
      heading: "Your organisation's login",
      lead: "Once linked, you can log in with it instead of your password. The certificate is needed as before.",
      none: "No identity is linked.",
      link: (provider) => `Link ${provider}`,
      unlink: "Unlink",
      linked: (moment) => `Linked ${moment}`,
      lastUsed: (moment) => `last used ${moment}`,
      neverUsed: "never used",
      removed: (provider) => `${provider} is no longer linked.`,
      byPassword: "To link another identity, log out, and log in with your password.",
    },
    passkeys: {
      heading: "Passkeys",
      lead: "Instead of a code, the PIN, fingerprint or face of a device, or a security key, shows that it is you. Register two or more, in case you lose one.",
      none: "You have no passkeys yet.",
      unsupported: "This browser cannot register passkeys.",
      add: "Add a passkey",
      name: "Name",
      nameHint: "By which you will recognise its device, such as Reception's computer.",
      register: "Register",
      remove: "Remove",
      named: (action, name) => `${action}: ${name}`,
      added: (moment) => `Added ${moment}`,
      lastUsed: (moment) => `last used ${moment}`,
      neverUsed: "never used",
      addedNow: (name) => `The passkey "${name}" is registered.`,
      removed: (name) => `The passkey "${name}" is removed.`,
      question: (name) => `Remove the passkey "${name}"?`,
      consequence: "You can no longer log in with it. Wherever else you are logged in, you are logged out at once.",
    },
  },
};
