import type { LoginTexts } from "./login-texts.ts";

const notCopied = "It could not be copied. Select and copy it by hand.";

/** The texts of the way in, in English. */
export const loginEn: LoginTexts = {
  login: {
    heading: "Log in",
    lead: "Log in with your tenant administrator's account.",
    user: "User name",
    password: "Password",
    submit: "Log in",
    forgotten: "If you have forgotten your password, ask another administrator of your tenant to reset your account.",
    failed: "You could not be logged in",
    again: "Log in again",
    againLead: "Your login has expired. Whatever you have entered is still there.",
    other: "Log in as somebody else",
  },
  secondFactor: {
    heading: "Enter your code",
    lead: "Enter the six digits that your authenticator app shows.",
    code: "Code",
    hint: "Without your authenticator app, enter one of your recovery codes.",
    submit: "Confirm",
    confirm: "Enter your code once more",
    confirmLead:
      "Before a password, a file with a key or an invitation is handed out, we make sure that it is you. This counts for five minutes, and what you do is recorded.",
    lost: "If you have lost your app and your recovery codes, ask another administrator of your tenant to reset your account.",
  },
  enrolment: {
    heading: "Set up your authenticator app",
    lead: "Scan this QR code with the authenticator app on your phone, such as Google Authenticator or Microsoft Authenticator.",
    qr: "The QR code for your authenticator app",
    secret: "If you cannot scan it, type this key into the app",
    code: "The six digits that the app shows",
    submit: "Set up",
  },
  recoveryCodes: {
    heading: "Keep your recovery codes",
    lead: "Each of them replaces a code of your authenticator app once, should you lose it. They are shown only here.",
    copy: "Copy",
    copied: "Copied. Keep them in a safe place.",
    notCopied,
    kept: "I have kept the recovery codes",
    submit: "Continue to TOP",
  },
  invitation: {
    heading: "Choose your password",
    lead: "You have been invited to the administrators' site. Choose a password of your own.",
    password: "New password",
    hint: "At least 8 characters. A long sentence is safer; spaces count. Use none that you use elsewhere.",
    repeat: "New password, once more",
    different: "The two passwords differ. Enter them again.",
    tooShort: "Enter at least 8 characters.",
    submit: "Set the password",
    done: "Your password is set. Your authenticator app is next.",
    incomplete: "The invitation's link is incomplete. Ask the administrator who invited you for the whole link.",
  },
  account: {
    menu: "Account",
    role: "Role",
    certificate: "Certificate of this connection",
    logout: "Log out",
    loggedOut: "You are logged out.",
  },
};
