/** The texts of one's own account. */
export interface OwnAccountTexts {
  readonly ownAccount: {
    readonly heading: string;
    readonly identities: {
      readonly heading: string;
      readonly lead: string;
      readonly none: string;
      readonly link: (provider: string) => string;
      readonly unlink: string;
      readonly linked: (moment: string) => string;
      readonly lastUsed: (moment: string) => string;
      readonly neverUsed: string;
      readonly removed: (provider: string) => string;
      readonly byPassword: string;
    };
    readonly passkeys: {
      readonly heading: string;
      readonly lead: string;
      readonly none: string;
      readonly unsupported: string;
      readonly add: string;
      readonly name: string;
      readonly nameHint: string;
      readonly register: string;
      readonly remove: string;
      readonly named: (action: string, name: string) => string;
      readonly added: (moment: string) => string;
      readonly lastUsed: (moment: string) => string;
      readonly neverUsed: string;
      readonly addedNow: (name: string) => string;
      readonly removed: (name: string) => string;
      readonly question: (name: string) => string;
      readonly consequence: string;
    };
  };
}
