import type { ListedToken, TokenScope } from "../../protocol/console/tokens.ts";

/** The texts of APIトークン. */
export interface TokenTexts {
  readonly tokens: {
    readonly heading: string;
    readonly lead: string;
    readonly make: string;
    readonly columns: {
      readonly name: string;
      readonly scopes: string;
      readonly state: string;
      readonly endsAt: string;
      readonly lastUsedAt: string;
      readonly actions: string;
    };
    readonly states: Readonly<Record<ListedToken["state"], string>>;
    readonly scopes: Readonly<Record<TokenScope, string>>;
    readonly scopeHints: Readonly<Record<TokenScope, string>>;
    readonly several: (scopes: readonly string[]) => string;
    readonly never: string;
    readonly empty: string;
    readonly madeBy: (account: string) => string;
    readonly revoke: string;
    readonly revokeQuestion: (name: string) => string;
    readonly revokeConsequence: string;
    readonly revoked: (name: string) => string;
    readonly forAdministrators: string;
  };
  readonly makeToken: {
    readonly name: string;
    readonly nameHint: string;
    readonly nameWrong: string;
    readonly scopes: string;
    readonly scopesWrong: string;
    readonly days: string;
    readonly daysValues: (days: number) => string;
    readonly submit: string;
    readonly madeHeading: string;
    readonly madeLead: (name: string, until: string) => string;
  };
}
