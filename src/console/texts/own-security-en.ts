import type { OwnSecurityTexts } from "./own-security-texts.ts";

/** Those texts, in English. */
export const ownSecurityEn: OwnSecurityTexts = {
  app: {
    heading: "Authenticator app",
    lead: "You log in, and confirm that it is you, with the app's six-digit codes. Before you give a phone away, set up the app of the new one.",
    none: "No app is set up. Set one up for the day when you lose your passkey.",
    replace: "Move to a new device",
    setUp: "Set up",
    consequence:
      "Once it is set up, the earlier app and the earlier recovery codes no longer work, and you are logged out everywhere else.",
    done: "The authenticator app is set up.",
  },
  unlinking: {
    question: (provider) => `Unlink ${provider}?`,
    consequence: (provider) =>
      `You can no longer log in with ${provider}, and you are logged out everywhere else at once. Your certificate, password and second factor stay as they are.`,
    password:
      "From then on, you log in with your password. If you do not know it, make sure of it first, or link another identity. An account without either keeps this one.",
  },
  facts: {
    heading: "Name and mail address",
    personName: "Name",
    mail: "Mail address (optional)",
    mailHint: "If your account is reset, the link is sent there. A change needs a code once more.",
    mailWrong: "Enter a mail address such as tanaka@example.jp.",
    save: "Save",
    saved: "Saved.",
    changed: (by, at) =>
      `${by} was first, at ${at}. What they wrote is below. Save again to replace it with what you have entered.`,
    operators: "The service's operators",
  },
  sessions: {
    heading: "Where you are logged in",
    lead: "If you do not recognise one, end it, and change your password.",
    endOthers: "End all others",
    endedOthers: "All other sessions have ended.",
  },
  password: {
    heading: "Change the password",
    lead: "You are logged out everywhere else. It needs a code once more.",
    present: "Present password",
    submit: "Change",
    changed: "The password is changed.",
  },
  codes: {
    heading: "Recovery codes",
    left: (count) =>
      `You have ${count} unused recovery ${count === 1 ? "code" : "codes"}, each for one login without your authenticator app or passkey.`,
    make: "Make new ones",
    question: "Make new recovery codes?",
    consequence: "The earlier codes no longer work. The new ones are shown only once.",
  },
};
