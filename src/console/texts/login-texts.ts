/** The texts of the way in. */
export interface LoginTexts {
  readonly login: {
    readonly heading: string;
    readonly lead: string;
    readonly user: string;
    readonly password: string;
    readonly submit: string;
    readonly forgotten: string;
    readonly failed: string;
    readonly again: string;
    readonly againLead: string;
    readonly other: string;
  };
  readonly providers: { readonly heading: string; readonly logIn: (name: string) => string };
  readonly secondFactor: {
    readonly heading: string;
    readonly lead: string;
    readonly code: string;
    readonly hint: string;
    readonly submit: string;
    readonly confirm: string;
    readonly confirmLead: string;
    readonly lost: string;
    readonly passkeyLead: string;
    readonly passkey: string;
    readonly orCode: string;
    readonly orRecoveryCode: string;
    readonly recoveryCode: string;
  };
  readonly enrolment: {
    readonly heading: string;
    readonly lead: string;
    readonly qr: string;
    readonly secret: string;
    readonly code: string;
    readonly submit: string;
    readonly orPasskey: string;
    readonly passkeyLead: string;
    readonly passkey: string;
    readonly firstPasskey: string;
  };
  readonly recoveryCodes: {
    readonly heading: string;
    readonly lead: string;
    readonly copy: string;
    readonly copied: string;
    readonly notCopied: string;
    readonly kept: string;
    readonly submit: string;
  };
  readonly invitation: {
    readonly heading: string;
    readonly lead: string;
    /** Of an account that was reset. */
    readonly resetHeading: string;
    readonly resetLead: string;
    readonly password: string;
    readonly hint: string;
    readonly repeat: string;
    readonly different: string;
    readonly tooShort: string;
    readonly submit: string;
    readonly done: string;
    readonly incomplete: string;
  };
  readonly account: {
    readonly menu: string;
    readonly own: string;
    readonly role: string;
    readonly certificate: string;
    readonly logout: string;
    readonly loggedOut: string;
  };
}
