import type { ListedAccount, LoginEntry } from "../../protocol/console/accounts.ts";
import type { Role } from "../../protocol/console/session.ts";

/** The texts of ユーザ管理 and ログイン履歴. */
export interface AccountTexts {
  readonly accounts: {
    readonly heading: string;
    readonly invite: string;
    readonly columns: {
      readonly name: string;
      readonly role: string;
      readonly state: string;
      readonly secondFactor: string;
      readonly lastLogin: string;
      readonly actions: string;
    };
    readonly states: Readonly<Record<ListedAccount["state"], string>>;
    readonly secondFactor: Readonly<Record<ListedAccount["secondFactor"], string>>;
    readonly never: string;
    readonly you: string;
    readonly empty: string;
    readonly disable: string;
    readonly enable: string;
    readonly reset: string;
    readonly named: (action: string, name: string) => string;
    readonly questions: Readonly<Record<"disable" | "enable" | "reset", (name: string) => string>>;
    readonly consequences: Readonly<Record<"disable" | "enable" | "reset", string>>;
    readonly done: Readonly<Record<"disable" | "enable" | "reset", (name: string) => string>>;
  };
  readonly invite: {
    readonly heading: string;
    readonly name: string;
    readonly nameHint: string;
    readonly nameWrong: string;
    readonly personName: string;
    readonly mail: string;
    readonly mailHint: string;
    readonly mailWrong: string;
    readonly role: string;
    readonly roleHints: Readonly<Record<Role, string>>;
    readonly submit: string;
    readonly linkHeading: (name: string) => string;
    readonly linkLead: (until: string) => string;
    readonly link: string;
    readonly copy: string;
    readonly copied: string;
    readonly notCopied: string;
  };
  readonly logins: {
    readonly heading: string;
    readonly columns: {
      readonly at: string;
      readonly user: string;
      readonly result: string;
      readonly cn: string;
      readonly host: string;
      readonly address: string;
    };
    readonly results: Readonly<Record<LoginEntry["result"], string>>;
    readonly unknownUser: string;
    readonly empty: string;
    readonly total: (count: number) => string;
  };
}
